/// A file of one configuration directory, as it was found.
package struct ConfigurationFile: Hashable, Sendable {
    package enum Contents: Hashable, Sendable {
        case text([UInt8])
        /// A link to `/dev/null`: the file of this name in a lower directory does not count either.
        case masked
        /// There, but not readable, with the reason.
        case unreadable(String)
    }

    /// The path relative to the directory, such as `controls.d/password-policy.control`.
    package let name: String
    /// The path as people know it, for messages.
    package let path: String
    package let contents: Contents

    package init(name: String, path: String, contents: Contents) {
        self.name = name
        self.path = path
        self.contents = contents
    }
}

/// Several configuration directories seen as one: a file in a higher one hides its namesake in the lower ones.
package struct ConfigurationFiles: Sendable {
    /// Sorted by name, masked ones left out.
    package let files: [ConfigurationFile]

    /// - Parameter directories: the lowest first, such as vendor before administrator.
    package init(directories: [[ConfigurationFile]]) {
        var byName: [String: ConfigurationFile] = [:]
        for file in directories.joined() { byName[file.name] = file }
        files = byName.values.filter { $0.contents != .masked }.sorted { $0.name < $1.name }
    }

    /// The main files, each with its drop-ins in the order of their file names.
    var controls: [(main: ConfigurationFile, dropIns: [ConfigurationFile])] { amended(.control) }

    /// The same of destinations.
    var destinations: [(main: ConfigurationFile, dropIns: [ConfigurationFile])] { amended(.destination) }

    /// The file about the monitor itself, if there is one, and its drop-ins in the order of their names.
    var monitor: [ConfigurationFile] {
        files.filter { Role(of: $0.name) == .monitor } + files.filter { Role(of: $0.name) == .monitorDropIn }
    }

    var waivers: [ConfigurationFile] { files.filter { Role(of: $0.name) == .waiver } }

    /// The signatures of waivers, by the names of what they are of.
    var waiverSignatures: [String: ConfigurationFile] {
        let found = files.compactMap { file in Role(of: file.name).signed.map { ($0, file) } }
        return Dictionary(found) { first, _ in first }
    }

    var silences: [ConfigurationFile] { files.filter { Role(of: $0.name) == .silence } }

    private func amended(_ role: Role) -> [(main: ConfigurationFile, dropIns: [ConfigurationFile])] {
        files.filter { Role(of: $0.name) == role }.map { main in (main, dropIns(of: main.name)) }
    }

    private func dropIns(of name: String) -> [ConfigurationFile] {
        files.filter { Role(of: $0.name) == .dropIn(of: name) }
    }

    /// What is in a configuration directory and would go unread.
    var strays: [ConfigurationProblem] {
        files.compactMap { file in
            switch Role(of: file.name) {
            case .control, .destination, .waiver, .silence, .monitor, .monitorDropIn, .ignored: nil
            case .dropIn(let main), .signature(let main):
                files.contains { $0.name == main }
                    ? nil : .unknownFile(file: file.path, expected: "there is no \(main), or it is masked")
            case .stray(let expected): .unknownFile(file: file.path, expected: expected)
            }
        }
    }
}

/// What a file in a configuration directory is for, told by its name alone.
private enum Role: Equatable {
    case control
    case destination
    case dropIn(of: String)
    case waiver
    case signature(of: String)
    case silence
    /// About the monitor itself: `soc2d.conf`, and files that amend it.
    case monitor
    case monitorDropIn
    /// Editors' and package managers' leftovers.
    case ignored
    case stray(expected: String)

    init(of name: String) {
        let parts = name.split(separator: "/").map(String.init)
        guard let last = parts.last, !last.hasPrefix("."), !last.hasSuffix("~"), !last.contains(".dpkg-") else {
            self = .ignored
            return
        }
        switch parts.first {
        case "controls.d" where parts.count > 1: self = Self.amended(.control, "control", parts, last)
        case "destinations.d" where parts.count > 1: self = Self.amended(.destination, "destination", parts, last)
        case "waivers.d" where parts.count == 2:
            self = Self.waiver(name, last)
        case "silences.d" where parts.count == 2:
            self = last.hasSuffix(".silence") ? .silence : .stray(expected: "rename it to NAME.silence")
        case "silences.d" where parts.count > 2:
            self = .stray(expected: "a silence takes no drop-ins")
        case "soc2d.conf" where parts.count == 1: self = .monitor
        case "soc2d.conf.d" where parts.count == 2:
            self = last.hasSuffix(".conf") ? .monitorDropIn : .stray(expected: "rename it to NAME.conf")
        case "waivers.d" where parts.count > 2:
            self = .stray(expected: "a waiver takes no drop-ins: whoever approved it approved all of it")
        default:
            let read =
                "soc2d.conf, soc2d.conf.d/*.conf, controls.d/*.control and destinations.d/*.destination, both with drop-ins such as "
                + "controls.d/NAME.control.d/*.conf, waivers.d/*.waiver with *.waiver.sig, and silences.d/*.silence"
            self = .stray(expected: "this version reads \(read)")
        }
    }

    private static func waiver(_ name: String, _ last: String) -> Role {
        if last.hasSuffix(".waiver") { return .waiver }
        guard last.hasSuffix(".waiver\(DetachedSignature.suffix)") else { return .stray(expected: "rename it to ID.waiver") }
        return .signature(of: String(name.dropLast(DetachedSignature.suffix.count)))
    }

    /// What a signature is of; nil for what is none.
    var signed: String? {
        guard case .signature(let main) = self else { return nil }
        return main
    }

    /// A file that may have drop-ins, or one of them.
    private static func amended(_ main: Role, _ suffix: String, _ parts: [String], _ last: String) -> Role {
        if parts.count == 2 { return last.hasSuffix(".\(suffix)") ? main : .stray(expected: "rename it to NAME.\(suffix)") }
        guard parts.count == 3, parts[1].hasSuffix(".\(suffix).d") else {
            return .stray(expected: "drop-ins stand in \(parts[0])/NAME.\(suffix).d/*.conf")
        }
        return last.hasSuffix(".conf") ? .dropIn(of: "\(parts[0])/" + parts[1].dropLast(2)) : .stray(expected: "rename it to NAME.conf")
    }
}
