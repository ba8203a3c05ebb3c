import Controls

/// A path on the observed host: bytes, as the kernel has it, which need not be UTF-8.
package struct HostPath: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let bytes: [UInt8]

    package init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    package init(stringLiteral value: String) { bytes = Array(value.utf8) }
    package init(_ text: String) { bytes = Array(text.utf8) }

    package var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

    /// The parts between the slashes; empty ones and `.` are left out, `..` is kept.
    package var components: [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual([UInt8(ascii: ".")]) }
    }

    /// The part after the last slash; empty for the root.
    package var name: ArraySlice<UInt8> { components.last ?? [] }

    /// The path without its last part; `/` for what lies directly below the root, and for the root itself.
    package var parent: HostPath {
        let above = components.dropLast()
        return HostPath((isAbsolute ? [UInt8(ascii: "/")] : []) + above.joined(separator: [UInt8(ascii: "/")]))
    }

    /// The path of something in this directory; an absolute path stays itself, as open(2) would have it.
    package func appending(_ path: HostPath) -> HostPath {
        if path.isAbsolute || bytes.isEmpty { return path }
        return HostPath(bytes.last == UInt8(ascii: "/") ? bytes + path.bytes : bytes + [UInt8(ascii: "/")] + path.bytes)
    }

    package func appending(_ name: ArraySlice<UInt8>) -> HostPath { appending(HostPath(name)) }

    /// The path as it is written in evidence and output: see ``Subject``.
    package var escaped: String { Subject.escaping(bytes) }
    package var description: String { escaped }
}
