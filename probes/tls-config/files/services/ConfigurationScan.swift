import Controls
import ProbeKit

/// Collects what the configuration of one service says about certificates, and what of it could not be understood.
struct ConfigurationScan {
    /// A line of a file.
    struct Line {
        let path: HostPath
        let number: Int
    }

    /// The lines in force that say what a handshake may agree on.
    struct Terms {
        var protocols: Line?
        var ciphers: Line?
    }

    private(set) var configured: [ConfiguredCertificate] = []
    private(set) var gaps: [Unread] = []
    let files: any FileTree
    private let service: String
    private var open: [HostPath] = []
    private var count = 0

    private static let depthLimit = 16
    private static let countLimit = 4096
    private static let gapLimit = 100
    private static let nameLimit = 1000

    init(_ service: String, _ files: any FileTree) {
        self.service = service
        self.files = files
    }

    /// Hands over the contents of a file, if there is one: what it includes may be read meanwhile. Returns whether there is one.
    @discardableResult
    mutating func read(_ path: HostPath, _ body: (inout ConfigurationScan, File) -> Void) -> Bool {
        guard open.count < Self.depthLimit, count < Self.countLimit, !open.contains(path) else {
            add(Unread(path.escaped, .limitExceeded, "\(service) includes too many files, or one file in itself"))
            return true
        }
        do throws(ReadFailure) {
            guard let file = try files.contents(of: path) else { return false }
            count += 1
            open.append(path)
            body(&self, file)
            open.removeLast()
        } catch { add(Unread(error)) }
        return true
    }

    /// The paths that a pattern of glob(7) stands for; none where its directory cannot be listed, which is a gap.
    mutating func expand(_ pattern: HostPath) -> [HostPath] {
        do throws(ReadFailure) { return try Glob.expand(pattern, files) } catch {
            add(Unread(error))
            return []
        }
    }

    /// Whether something is there; what cannot be looked at is a gap, and counts as not there.
    mutating func kind(of path: HostPath) -> FileStatus.Kind? {
        do throws(ReadFailure) { return try files.status(of: path)?.kind } catch {
            add(Unread(error))
            return nil
        }
    }

    /// The names in a directory; none where it cannot be listed, which is a gap.
    mutating func names(in directory: HostPath) -> [HostPath] {
        do throws(ReadFailure) { return try files.names(in: directory) ?? [] } catch {
            add(Unread(error))
            return []
        }
    }

    mutating func add(
        _ certificate: HostPath?, key: HostPath?, at line: Line, ports: [UInt16] = [], names: [[UInt8]] = [],
        terms: Terms = Terms()
    ) {
        var entry = ConfiguredCertificate()
        entry.service = service
        entry.certificate = certificate?.escaped
        entry.key = key?.escaped
        entry.source = line.path.escaped
        entry.line = line.number
        entry.protocols = terms.protocols.map { ConfigurationLine($0) }
        entry.ciphers = terms.ciphers.map { ConfigurationLine($0) }
        entry.ports = Set(ports).sorted()
        entry.serverNames = names.prefix(Self.nameLimit).map { Subject.escaping($0.lowercased) }
        if !configured.contains(entry) { configured.append(entry) }
    }

    mutating func addGap(_ text: String, at line: Line) {
        add(Unread(line.path.escaped, .unsupportedFormat, text, line: line.number))
    }

    /// A gap that no line can be blamed for.
    mutating func addGap(_ text: String, in path: HostPath) { add(Unread(path.escaped, .unsupportedFormat, text)) }

    private mutating func add(_ gap: Unread) {
        if gaps.count < Self.gapLimit, !gaps.contains(gap) { gaps.append(gap) }
    }
}
