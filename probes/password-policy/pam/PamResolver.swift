import Controls
import ProbeKit

/// Puts the stacks of a service together from its files, as libpam loads them.
struct PamResolver {
    private let configuration: PamConfiguration
    private let modules: PamModules
    private let wanted: PamType
    private var stack = PamStack()

    private static let deepest = 16
    private static let mostEntries = 2_048
    /// Arguments whose meaning all modules share.
    private static let sharedArguments: Set<String> = ["use_authtok", "use_first_pass", "try_first_pass"]
    private static let modulesWithoutSecrets: Set<String> = [
        "pam_unix", "pam_pwquality", "pam_faillock", "pam_cracklib", "pam_passwdqc", "pam_tally2", "pam_pwhistory", "pam_debug",
    ]

    private init(_ wanted: PamType, _ configuration: PamConfiguration, _ modules: PamModules) {
        self.wanted = wanted
        self.configuration = configuration
        self.modules = modules
    }

    /// The stack of one type; that of `other` where the service has no line of the type.
    static func stack(_ type: PamType, of service: String, in configuration: PamConfiguration, modules: PamModules) -> PamStack {
        let own = resolved(type, service, configuration, modules)
        if service == "other" { return own }
        let other = resolved(type, "other", configuration, modules)
        var stack = own.entries.isEmpty && own.unread == nil ? other : own
        stack.isOther = own.entries.isEmpty && own.unread == nil
        // A file of `other` that libpam refuses spoils every service.
        stack.brokenPath = own.brokenPath ?? other.brokenPath
        stack.brokenLine = own.brokenPath == nil ? other.brokenLine : own.brokenLine
        return stack
    }

    private static func resolved(
        _ type: PamType, _ service: String, _ configuration: PamConfiguration, _ modules: PamModules
    ) -> PamStack {
        var resolver = PamResolver(type, configuration, modules)
        if configuration.hasDirectory {
            resolver.addService(HostPath(service))
        } else {
            resolver.addMainFile(service)
        }
        return resolver.stack
    }

    private mutating func addService(_ name: HostPath) {
        switch configuration.found[name] {
        case .file(let file, let path): add(file.lines, of: file, at: path, isTyped: false, level: 0, depth: 0)
        case .unread(let unread): stack.unread = unread
        case .absent, nil: break
        }
    }

    private mutating func addMainFile(_ service: String) {
        switch configuration.mainFile {
        case .file(let file, let path):
            let lines = file.lines.filter { $0.service == service }
            add(lines, of: file, at: path, isTyped: false, level: 0, depth: 0)
        case .unread(let unread): stack.unread = unread
        case .absent: break
        }
    }

    /// Adds the lines of a file.
    /// - Parameter isTyped: whether an `include` asked for lines of one type, so that lines of no known type count as of that one.
    /// - Returns: whether libpam gets to the end of the file.
    @discardableResult
    private mutating func add(_ lines: [PamLine], of file: PamFile, at path: HostPath, isTyped: Bool, level: Int, depth: Int) -> Bool {
        for line in lines {
            guard stack.unread == nil, stack.entries.count < Self.mostEntries else {
                stack.unread = stack.unread ?? Unread(path.escaped, .limitExceeded, "more than \(Self.mostEntries) entries in a stack")
                return true
            }
            let whole = addLine(line, at: path, isTyped: isTyped, level: level, depth: depth)
            if !whole { return false }
        }
        guard let broken = file.brokenLine else { return true }
        if !isTyped { refuse(path, broken) }
        return false
    }

    private mutating func addLine(_ line: PamLine, at path: HostPath, isTyped: Bool, level: Int, depth: Int) -> Bool {
        if case .includeAll(let target) = line.content {
            let done = include(target, isTyped: isTyped, level: level, depth: depth + 1)
            if !done, isTyped { append(.mustFail, line, PamControl(), path, level) }
            if !done, !isTyped { refuse(path, line.number) }
            return done || isTyped
        }
        guard (line.type ?? (isTyped ? wanted : .auth)) == wanted else { return true }
        switch line.content {
        case .module(let module, let arguments): append(.module, line, line.control, path, level, module: module, arguments: arguments)
        case .include(let target, let isSubstack):
            if isSubstack { append(.substack, line, line.control, path, level) }
            let inner = isSubstack ? level + 1 : level
            let done = inner < Self.deepest && include(target, isTyped: true, level: inner, depth: depth + 1)
            if !done { append(.mustFail, line, PamControl(), path, level) }
        case .includeAll, .bad: append(.mustFail, line, line.control, path, level)
        }
        return true
    }

    private mutating func include(_ target: ArraySlice<UInt8>?, isTyped: Bool, level: Int, depth: Int) -> Bool {
        guard let target, depth <= Self.deepest else { return false }
        switch configuration.found[HostPath(target)] {
        case .file(let file, let path):
            if !HostPath(target).isAbsolute, path.parent != PamConfiguration.directories[0] {
                stack.unread = Unread(path.escaped, .unsupportedFormat, "Debian's libpam does not include from here, others do")
            }
            return add(file.lines, of: file, at: path, isTyped: isTyped, level: level, depth: depth)
        case .unread(let unread):
            stack.unread = unread
            return true
        case .absent, nil: return false
        }
    }

    private mutating func refuse(_ path: HostPath, _ line: Int) {
        guard stack.brokenPath == nil else { return }
        stack.brokenPath = path.escaped
        stack.brokenLine = line
    }

    private mutating func append(
        _ kind: PamEntry.Kind, _ line: PamLine, _ control: PamControl, _ path: HostPath, _ level: Int,
        module: ArraySlice<UInt8> = [], arguments: [ArraySlice<UInt8>] = []
    ) {
        var entry = PamEntry()
        entry.kind = kind == .module && modules.isMissing(module) ? .missing : kind
        entry.level = level
        entry.control = control
        entry.module = PamModules.name(of: module).escaped
        let isOpen = Self.modulesWithoutSecrets.contains(entry.module)
        entry.arguments = arguments.map(\.escaped.beforeHash).filter { isOpen || Self.sharedArguments.contains($0) }
        entry.path = path.escaped
        entry.line = line.number
        stack.entries.append(entry)
    }
}
