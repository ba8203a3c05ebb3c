internal import Controls
internal import Glibc

/// Why a key file is not used, or was not written.
package struct KeyFileProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case link
        case notRegular
        /// It has so many names.
        case linked(Int)
        /// The user that owns it.
        case owner(UInt32)
        case mode(UInt32)
        /// Bytes, where 32 should be.
        case size(Int)
        /// A call to the kernel, and errno(3).
        case system(String, Int32)
    }

    package let path: String
    package let reason: Reason

    package init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    package var description: String { "\(Subject.escaping(path.utf8)): \(reason.text)" }
}

extension KeyFileProblem.Reason {
    fileprivate var text: String {
        switch self {
        case .link: "a symbolic link; the key must stand here itself"
        case .notRegular: "not a regular file"
        case .linked(let count): "has \(count) names; a key has one"
        case .owner(let user): "belongs to user \(user)"
        case .mode(let mode): "mode \(String(mode, radix: 8)) lets others at the key; chmod 600 it, if nobody read it yet"
        case .size(let bytes): "\(bytes) bytes; a key has \(KeySeed.byteCount)"
        case .system(let call, let error): unsafe "\(call): \(String(cString: strerror(error)))"
        }
    }
}
