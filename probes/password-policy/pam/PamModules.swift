import Controls
import ProbeKit

/// The module files of a host: which of the modules that stacks name are installed.
struct PamModules: Sendable {
    private(set) var directories: [HostPath] = []
    private var missing: Set<ArraySlice<UInt8>> = []
    /// A directory or module that could not be looked at.
    private(set) var unread: Unread?
    /// The shortest password that pam_unix takes without `minlen=`: 6 in Debian's build, which is also the one that knows
    /// `obscure`; else 0.
    private(set) var unixMinimum = 0
    /// Where pam_pwhistory and pam_faillock look for their settings: the paths that stand in the module; all of them where no
    /// module is there. Builds of the first before 1.5.3 read none, those of the second always the main file.
    private(set) var historyFiles = [HistorySettings.mainFile] + HistorySettings.vendorFiles
    private(set) var faillockFiles = [FaillockSettings.mainFile] + FaillockSettings.vendorFiles

    /// Where builds of libpam look, except the directories of Debian's architectures.
    private static let usual: [HostPath] = ["/usr/lib64/security", "/lib64/security", "/usr/lib/security", "/lib/security"]

    /// Looks for every module that some files name.
    init(namedIn configuration: PamConfiguration, in tree: any FileTree) {
        do throws(ReadFailure) {
            for directory in try Self.candidates(in: tree) where try Self.holdsModules(directory, in: tree) {
                directories.append(directory)
            }
            let named = Self.named(in: configuration)
            for module in named where try place(of: module, in: tree) == nil { missing.insert(module) }
            noteLack(ofUnix: named.filter { Self.name(of: $0).elementsEqual("pam_unix".utf8) })
            if let unix = try code(of: "pam_unix.so", in: tree) { unixMinimum = unix.contains("obscure") ? 6 : 0 }
            if let history = try code(of: "pam_pwhistory.so", in: tree) {
                historyFiles = historyFiles.filter { history.contains($0.escaped) }
            }
            if let faillock = try code(of: "pam_faillock.so", in: tree) {
                faillockFiles = [FaillockSettings.mainFile] + FaillockSettings.vendorFiles.filter { faillock.contains($0.escaped) }
            }
        } catch {
            unread = Unread(error)
        }
    }

    /// libpam comes with pam_unix: where that is nowhere, the modules lie where we do not look.
    private mutating func noteLack(ofUnix names: [ArraySlice<UInt8>]) {
        guard let directory = directories.first, !names.isEmpty, missing.isSuperset(of: names) else { return }
        unread = Unread(directory.appending("pam_unix.so").escaped, .notObservable, "no pam_unix.so was found, although stacks name it")
    }

    /// Whether a directory holds any module; one of configuration files may have the same name.
    private static func holdsModules(_ directory: HostPath, in tree: any FileTree) throws(ReadFailure) -> Bool {
        guard try tree.status(of: directory)?.kind == .directory else { return false }
        return try (tree.names(in: directory) ?? []).contains { $0.bytes.suffix(3).elementsEqual(".so".utf8) }
    }

    /// Whether a module is not installed. Without any module directory, as in a tree of configuration files only, none is.
    func isMissing(_ module: ArraySlice<UInt8>) -> Bool { !directories.isEmpty && missing.contains(module) }

    /// The name of a module as libpam logs it: without directory and suffix.
    static func name(of module: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let file = module.lastIndex(of: UInt8(ascii: "/")).map { module[($0 + 1)...] } ?? module
        return file.lastIndex(of: UInt8(ascii: ".")).map { file[..<$0] } ?? file
    }

    private func code(of module: String, in tree: any FileTree) throws(ReadFailure) -> [UInt8]? {
        guard let path = try place(of: Array(module.utf8)[...], in: tree) else { return nil }
        return try tree.contents(of: path, within: .machineCode)?.bytes
    }

    private func place(of module: ArraySlice<UInt8>, in tree: any FileTree) throws(ReadFailure) -> HostPath? {
        // An old way to name the library directory; only libpam knows what it stands for.
        let path = module.contains(UInt8(ascii: "$")) ? HostPath(HostPath(module).name) : HostPath(module)
        if path.isAbsolute { return try tree.status(of: path) == nil ? nil : path }
        for directory in directories where try tree.status(of: directory.appending(path)) != nil { return directory.appending(path) }
        return nil
    }

    private static func candidates(in tree: any FileTree) throws(ReadFailure) -> [HostPath] {
        var candidates: [HostPath] = []
        for library: HostPath in ["/usr/lib", "/lib"] {
            for name in try tree.names(in: library) ?? [] where name.bytes.contains("-linux-") {
                candidates.append(library.appending(name).appending("security"))
            }
        }
        return candidates + usual
    }

    private static func named(in configuration: PamConfiguration) -> Set<ArraySlice<UInt8>> {
        var modules: Set<ArraySlice<UInt8>> = []
        for found in Array(configuration.found.values) + [configuration.mainFile] {
            guard case .file(let file, _) = found else { continue }
            for line in file.lines {
                if case .module(let path, _) = line.content { modules.insert(path) }
            }
        }
        return modules
    }
}

extension ReadLimits {
    /// Of modules and programs, in which any byte may happen to be a line end.
    static let machineCode = ReadLimits(bytes: 4 << 20, lines: 1 << 18)
}

extension [UInt8] {
    /// Whether the bytes of a text stand somewhere among these.
    func contains(_ text: String) -> Bool {
        let sought = Array(text.utf8)
        guard let first = sought.first, count >= sought.count else { return false }
        return indices.dropLast(sought.count - 1).contains { self[$0] == first && self[$0...].starts(with: sought) }
    }
}
