import Controls
import LinuxHost
import ProbeKit

/// Reads the files of configuration directories. What cannot be read or is not trusted costs nothing else.
struct DirectoryReader {
    /// What is wrong with directories; what is wrong with a file stands in its contents.
    private(set) var problems: [ConfigurationProblem] = []

    /// - Parameter mustExist: whether somebody named the directory, who then answers for what is in it.
    mutating func files(in directory: String, mustExist: Bool) throws(ConfigurationProblems) -> [ConfigurationFile] {
        do throws(ReadFailure) {
            let tree = try RootedTree(root: "/")
            guard let names = try tree.names(in: HostPath(directory)) else {
                guard !mustExist else { throw ReadFailure.failed(HostPath(directory), "there is no such directory") }
                return []
            }
            let visit = Visit(tree: tree, top: directory, isTrusted: mustExist)
            if let why = visit.distrust(of: HostPath(directory)) { throw .failed(HostPath(directory), why) }
            // Secrets belong to another process, and rosters to a probe; not even their names are read.
            let own = names.map(\.escaped).filter { !$0.hasPrefix("credentials") && $0 != "rosters" }
            return own.flatMap { entries($0, depth: 0, visit) }
        } catch {
            throw ConfigurationProblems(.unreadable(file: error.path.escaped, why: error.text))
        }
    }

    private struct Visit {
        let tree: RootedTree
        let top: String
        let isTrusted: Bool

        /// Why something does not count: what the monitor does is root's to say, and nobody else may have been at a file or a directory.
        func distrust(of path: HostPath) -> String? {
            guard !isTrusted, let status = try? tree.status(of: path) else { return nil }
            if status.owner != 0 { return "belongs to user \(status.owner), and not to root; find out why, then chown it" }
            return status.mode & 0o002 == 0 ? nil : "everybody may write there; see that nobody did, then chmod o-w it"
        }
    }

    /// A file, or the files of a directory, two levels deep.
    private mutating func entries(_ name: String, depth: Int, _ visit: Visit) -> [ConfigurationFile] {
        let shown = "\(visit.top)/\(name)"
        let path = HostPath(Subject.unescaping(shown))
        if (try? visit.tree.linkTarget(of: path)) == "/dev/null" { return [ConfigurationFile(name: name, path: shown, contents: .masked)] }
        guard depth < 2, (try? visit.tree.status(of: path))?.kind == .directory else {
            let contents = visit.distrust(of: path).map { .unreadable($0) } ?? contents(visit.tree, path)
            return [ConfigurationFile(name: name, path: shown, contents: contents)]
        }
        do throws(ReadFailure) {
            if let why = visit.distrust(of: path) { throw .failed(path, why) }
            return (try visit.tree.names(in: path) ?? []).flatMap { entries("\(name)/\($0.escaped)", depth: depth + 1, visit) }
        } catch {
            problems.append(.unreadable(file: shown, why: error.text))
            return []
        }
    }

    private func contents(_ tree: RootedTree, _ path: HostPath) -> ConfigurationFile.Contents {
        do throws(ReadFailure) {
            guard let file = try tree.contents(of: path) else { return .unreadable("a link that leads nowhere") }
            return .text(file.bytes)
        } catch {
            return .unreadable(error.text)
        }
    }
}
