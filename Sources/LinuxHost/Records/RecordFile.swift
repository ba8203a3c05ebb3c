internal import Controls
internal import Glibc
package import ProbeKit

/// A file that is replaced as a whole: whoever reads it sees the old one or the new one, even after a crash.
package struct RecordFile: Sendable {
    private let path: HostPath

    package init(_ path: HostPath) { self.path = path }

    /// How long a directory is waited for: one on a network mount that is gone never answers.
    private static let patience = TimeSpan.minutes(1)

    /// Makes sure, in bounded time, that it can be replaced, so that no job runs whose outcome cannot be kept.
    /// - Parameter isMade: whether its directory is made if it is not there.
    package func probe(makingDirectory isMade: Bool = false, with patience: some Patience = HostPatience()) throws(RecordFailure) {
        let tries: [@Sendable () -> RecordFailure?] = [{ failure(makingDirectory: isMade) }]
        guard let failure = patience.results(of: tries, within: Self.patience)[0] else {
            let text = "\(path.parent.escaped) has not answered for \(Self.patience), as a network mount does whose server is gone"
            throw RecordFailure(path, text)
        }
        if let failure { throw failure }
    }

    private func failure(makingDirectory isMade: Bool) -> RecordFailure? {
        do throws(RecordFailure) {
            if isMade { try Self.makeDirectory(path.parent) }
            try tryOut()
            return nil
        } catch {
            return error
        }
    }

    private func tryOut() throws(RecordFailure) {
        let directory = try openDirectory()
        var status = stat()
        if unsafe fstatat(directory.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw RecordFailure(path, "it is a directory; name a file in it")
        }
        let draft = try Draft(of: self, in: directory)
        draft.remove(from: directory)
    }

    /// Writes a file of mode 0644 beside it and puts that in its place. What stood there, a link too, is replaced and never followed.
    package func replace(with bytes: [UInt8]) throws(RecordFailure) {
        let directory = try openDirectory()
        let draft = try Draft(of: self, in: directory)
        do throws(RecordFailure) {
            // The mode is not left to umask(2).
            guard fchmod(draft.file.number, 0o644) == 0, draft.write(bytes), fsync(draft.file.number) == 0 else { throw failure(errno) }
            guard unsafe renameat(directory.number, draft.name, directory.number, name) == 0 else { throw failure(errno) }
        } catch {
            draft.remove(from: directory)
            throw error
        }
        guard fsync(directory.number) == 0 || errno == EINVAL else { throw failure(errno) }
    }

    /// Makes a directory of mode 0755 with those above it, where they are missing.
    package static func makeDirectory(_ path: HostPath) throws(RecordFailure) {
        var place: HostPath = "/"
        for component in path.components {
            place = place.appending(component)
            if unsafe mkdir(place.cString, 0o755) == 0 {
                _ = unsafe chmod(place.cString, 0o755)
            } else if errno != EEXIST {
                throw RecordFailure(place, "the directory cannot be made: \(unsafe String(cString: strerror(errno)))")
            }
        }
    }

    private var name: [CChar] { HostPath(path.name).cString }

    private func openDirectory() throws(RecordFailure) -> Descriptor {
        let directory = unsafe Descriptor(open(path.parent.cString, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        guard directory.isOpen else { throw failure(directory.error) }
        return directory
    }

    /// A new file in the same directory, since rename(2) does not lead from one file system to another.
    private struct Draft: ~Copyable {
        let name: [CChar]
        let file: Descriptor

        init(of target: RecordFile, in directory: borrowing Descriptor) throws(RecordFailure) {
            name = HostPath(".soc2d-record.\(String(UInt64.random(in: .min ... .max), radix: 36))").cString
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            file = unsafe Descriptor(openat(directory.number, name, flags, 0o644))
            guard file.isOpen else { throw target.failure(file.error) }
        }

        func write(_ bytes: [UInt8]) -> Bool {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file.number, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }

        func remove(from directory: borrowing Descriptor) { _ = unsafe unlinkat(directory.number, name, 0) }
    }

    private func failure(_ code: Int32) -> RecordFailure {
        switch code {
        case ENOENT: RecordFailure(path, "there is no directory \(path.parent.escaped); make it with `mkdir -p \(path.parent.escaped)`")
        case EACCES, EPERM: RecordFailure(path, "permission denied; run as the user who owns \(path.parent.escaped), or as root")
        case EROFS: RecordFailure(path, "the file system is read-only; where a unit runs this, add ReadWritePaths=\(path.parent.escaped)")
        case let code: RecordFailure(path, unsafe String(cString: strerror(code)))
        }
    }
}
