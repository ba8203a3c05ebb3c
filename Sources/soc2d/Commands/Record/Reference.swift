import ArgumentParser
import LinuxHost
import ProbeKit
import Probes

/// What a restore is compared with; read before anything is restored.
enum Reference {
    case checksums(ChecksumList, HostPath)
    case directory(RootedTree, HostPath)

    /// - Parameter restored: the directory that is restored to, which is no reference for itself.
    init(checksums: String?, against: String?, restored: HostPath) throws {
        if let checksums {
            let path = RecordRestoreTest.absolute(checksums)
            self = .checksums(try Self.list(path), path)
        } else {
            let path = RecordRestoreTest.absolute(against ?? "")
            self = .directory(try Self.tree(path, restored: restored), path)
        }
    }

    /// As records and messages have it, escaped.
    var name: String {
        switch self {
        case .checksums(_, let path), .directory(_, let path): path.escaped
        }
    }

    func comparison(of restored: HostPath) throws(ReadFailure) -> FileComparison {
        var comparison = try FileComparison(of: restored)
        switch self {
        case .checksums(let list, _):
            for entry in list.entries { try comparison.compare(entry.path, with: entry.digest) }
        case .directory(let tree, _): try comparison.compare(with: tree)
        }
        return comparison
    }

    private static func list(_ path: HostPath) throws -> ChecksumList {
        do {
            guard let file = try RootedTree(root: "/").contents(of: path, within: ChecksumList.limits) else {
                throw ValidationError("--checksums \(path.escaped): there is no such file")
            }
            return try ChecksumList(parsing: file.bytes)
        } catch let problem as ChecksumList.Problem {
            ThisProcess.writeError("soc2d: \(path.escaped):\(problem.line): \(problem.text); nothing was run\n")
            throw ExitCode(ExitStatus.data)
        } catch let failure as ReadFailure {
            throw ValidationError("--checksums \(path.escaped): \(failure.text)")
        }
    }

    private static func tree(_ path: HostPath, restored: HostPath) throws -> RootedTree {
        do {
            let tree = try RootedTree(root: path)
            if let here = try tree.status(of: "/"), let there = try RootedTree(root: "/").status(of: restored),
                here.inode == there.inode, here.device == there.device
            {
                throw ValidationError("--against and --to are the same directory, which proves nothing")
            }
            return tree
        } catch let failure as ReadFailure {
            throw ValidationError("--against \(path.escaped): \(failure.text)")
        }
    }
}
