import Controls
import Ledger
import LinuxHost
import ProbeKit

/// Where the configuration stands: defaults in the binary, vendor files over them, the administrator's over those.
enum ConfigurationDirectories {
    static let administrator = "/etc/soc2d"
    static let vendor = "/usr/lib/soc2d"

    /// Reads everything.
    /// - Parameter directory: stands for `/etc/soc2d`; nil for `/etc/soc2d` itself, which may be missing.
    static func load(_ directory: String?) throws(ConfigurationProblems) -> Configuration {
        let (configuration, problems) = try read(directory)
        guard problems.isEmpty else { throw ConfigurationProblems(problems) }
        return configuration
    }

    /// What can be read, with every problem.
    static func read(
        _ directory: String?
    ) throws(ConfigurationProblems) -> (configuration: Configuration, problems: [ConfigurationProblem]) {
        if directory == "" { throw ConfigurationProblems(.unreadable(file: "--config", why: "the name of the directory is empty")) }
        let admin = try files(in: absolute(directory ?? administrator), mustExist: directory != nil)
        let directories = [embedded, try files(in: vendor, mustExist: false), admin]
        let files = ConfigurationFiles(directories: directories)
        return Configuration.reading(files, probes: EveryProbe.entries.map(\.known), at: LiveHost.now, verifying: HostCryptography())
    }

    /// The same for who cannot do without any: where directories cannot be read there are the defaults, and a problem.
    static func readWhatever(_ directory: String?) -> (Configuration, [ConfigurationProblem]) {
        do throws(ConfigurationProblems) { return try read(directory) } catch {
            let files = ConfigurationFiles(directories: [embedded])
            let (configuration, problems) = Configuration.reading(files, probes: EveryProbe.entries.map(\.known))
            return (configuration, error.all + problems)
        }
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(ThisProcess.workingDirectory)/\(path)"
    }

    private static var embedded: [ConfigurationFile] {
        EveryProbe.entries.map { probe in
            let name = "controls.d/\(probe.manifest.probe).control"
            return ConfigurationFile(name: name, path: "built-in/\(name)", contents: .text(probe.defaultControl))
        }
    }

    private static func files(in directory: String, mustExist: Bool) throws(ConfigurationProblems) -> [ConfigurationFile] {
        do throws(ReadFailure) {
            let tree = try RootedTree(root: "/")
            guard let names = try tree.names(in: HostPath(directory)) else {
                guard !mustExist else { throw ReadFailure.failed(HostPath(directory), "there is no such directory") }
                return []
            }
            // Who names a directory answers for it.
            let isTrusted = mustExist
            if !isTrusted { try trust(HostPath(directory), tree) }
            // Secrets belong to another process; not even their names are read.
            var files: [ConfigurationFile] = []
            for name in names.map(\.escaped) where !name.hasPrefix("credentials") {
                files += try entries(tree, directory, name, depth: 0, isTrusted: isTrusted)
            }
            return files
        } catch {
            throw ConfigurationProblems(.unreadable(file: error.path.escaped, why: error.text))
        }
    }

    /// A file, or the files of a directory, two levels deep.
    private static func entries(
        _ tree: RootedTree, _ top: String, _ name: String, depth: Int, isTrusted: Bool
    ) throws(ReadFailure) -> [ConfigurationFile] {
        let shown = "\(top)/\(name)"
        let path = HostPath(Subject.unescaping(shown))
        if try tree.linkTarget(of: path) == "/dev/null" { return [ConfigurationFile(name: name, path: shown, contents: .masked)] }
        if !isTrusted { try trust(path, tree) }
        if depth < 2, try tree.status(of: path)?.kind == .directory {
            var files: [ConfigurationFile] = []
            for inner in try tree.names(in: path) ?? [] {
                files += try entries(tree, top, "\(name)/\(inner.escaped)", depth: depth + 1, isTrusted: isTrusted)
            }
            return files
        }
        return [ConfigurationFile(name: name, path: shown, contents: contents(tree, path))]
    }

    /// What the monitor does is root's to say, or its own user's: nobody else may have been at a file or a directory.
    private static func trust(_ path: HostPath, _ tree: RootedTree) throws(ReadFailure) {
        guard let status = try tree.status(of: path) else { return }
        guard [0, ThisProgram.user].contains(status.owner) else {
            throw .failed(path, "belongs to user \(status.owner), and not to root; find out why, then chown it")
        }
        guard status.mode & 0o002 == 0 else { throw .failed(path, "everybody may write there; see that nobody did, then chmod o-w it") }
    }

    private static func contents(_ tree: RootedTree, _ path: HostPath) -> ConfigurationFile.Contents {
        do throws(ReadFailure) {
            guard let file = try tree.contents(of: path) else { return .unreadable("a link that leads nowhere") }
            return .text(file.bytes)
        } catch {
            return .unreadable(error.text)
        }
    }
}
