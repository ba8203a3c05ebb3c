import Controls
import ProbeKit

/// The PAM files of a host that some services need, each read once: pam.conf(5).
struct PamConfiguration: Sendable {
    /// What was found under a name.
    enum Found: Sendable {
        case file(PamFile, HostPath)
        case absent
        case unread(Unread)
    }

    /// By the name that a line or a service uses.
    private(set) var found: [HostPath: Found] = [:]
    /// Whether there is a directory of service files; if there is, pam.conf is not read.
    private(set) var hasDirectory = false
    /// `/etc/pam.conf`, which counts only without such a directory.
    private(set) var mainFile = Found.absent
    /// Every file that was read.
    private(set) var files: [File] = []

    /// Where libpam looks, in this order; the last is SUSE's.
    static let directories: [HostPath] = ["/etc/pam.d", "/usr/lib/pam.d", "/usr/etc/pam.d"]
    private static let mostFiles = 256

    /// Reads the files of the services and of `other`, and all that they include.
    init(of services: [String], in tree: any FileTree) {
        for directory in Self.directories {
            do throws(ReadFailure) {
                if try tree.status(of: directory)?.kind == .directory { hasDirectory = true }
            } catch {
                hasDirectory = true
            }
        }
        var waiting = hasDirectory ? (services + ["other"]).map { HostPath($0) } : []
        if !hasDirectory {
            mainFile = read("/etc/pam.conf", in: tree, hasService: true) ?? .absent
            waiting += Self.targets(in: mainFile)
        }
        while let name = waiting.popLast() {
            guard found[name] == nil else { continue }
            let target = look(for: name, in: tree)
            found[name] = target
            waiting += Self.targets(in: target)
        }
    }

    /// Whether the host has any PAM configuration.
    var isPresent: Bool {
        if hasDirectory { return true }
        if case .absent = mainFile { return false }
        return true
    }

    private mutating func look(for name: HostPath, in tree: any FileTree) -> Found {
        guard found.count < Self.mostFiles else {
            return .unread(Unread(name.escaped, .limitExceeded, "more than \(Self.mostFiles) PAM files"))
        }
        if name.isAbsolute { return read(name, in: tree, hasService: false) ?? .absent }
        for directory in Self.directories {
            if let file = read(directory.appending(name), in: tree, hasService: false) { return file }
        }
        return .absent
    }

    private mutating func read(_ path: HostPath, in tree: any FileTree, hasService: Bool) -> Found? {
        do throws(ReadFailure) {
            guard let file = try tree.contents(of: path) else { return nil }
            files.append(file)
            return .file(PamFile(parsing: file.bytes, hasService: hasService), path)
        } catch {
            return .unread(Unread(error))
        }
    }

    private static func targets(in found: Found) -> [HostPath] {
        guard case .file(let file, _) = found else { return [] }
        return file.lines.compactMap { line in
            switch line.content {
            case .include(let target, _), .includeAll(let target): target.map { HostPath($0) }
            case .module, .bad: nil
            }
        }
    }
}

extension PamConfiguration {
    /// Whether a service has lines of its own, or may have them.
    func has(_ service: String) -> Bool {
        let place = hasDirectory ? found[HostPath(service)] : mainFile
        return switch place {
        case .file(let file, _): hasDirectory || file.lines.contains { $0.service == service }
        case .unread: true
        case .absent, nil: false
        }
    }

    /// The stacks of a service.
    func service(_ name: String, modules: PamModules) -> PamService {
        var service = PamService()
        service.name = name
        if case .file(_, let path) = hasDirectory ? found[HostPath(name)] : mainFile, has(name) { service.path = path.escaped }
        service.auth = PamResolver.stack(.auth, of: name, in: self, modules: modules)
        service.account = PamResolver.stack(.account, of: name, in: self, modules: modules)
        service.password = PamResolver.stack(.password, of: name, in: self, modules: modules)
        return service
    }
}
