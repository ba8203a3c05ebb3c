import Controls
import ProbeKit

/// What the rules of all sudoers files come to on this host.
struct SudoersGrants {
    private(set) var grants: [Grant] = []
    private(set) var unread: [Unread] = []
    /// Aliases that are defined twice, by file: sudo keeps the first.
    private(set) var repeated: [String: [Int]] = [:]
    private var aliases = SudoersAliases()
    private var defaults = SudoersDefaultsInForce()
    private let host: SudoersHostList
    /// Where the grants of a principal with a command stand, for the rules that take them back.
    private var places: [Key: [Int]] = [:]
    private var cancelled: Set<Int> = []
    /// The place of the first grant that the rule at hand may take back.
    private var firstToCancel = 0

    private static let limit = 1 << 16

    private struct Key: Hashable {
        let principal: String
        let path: [UInt8]
    }

    init(_ statements: [SudoersFiles.Placed], hostNames: SudoersHostNames) {
        host = SudoersHostList(names: hostNames)
        for placed in statements {
            if case .alias(let alias) = placed.statement, !aliases.add(alias) { repeated[placed.path, default: []].append(alias.line) }
        }
        for placed in statements {
            if case .defaults(let setting) = placed.statement { take(setting, at: placed.path) }
        }
        for placed in statements {
            if case .rule(let rule) = placed.statement { take(rule, at: placed.path) }
        }
        if aliases.isExhausted || grants.count >= Self.limit {
            unread.append(Unread("/etc/sudoers", .limitExceeded, "its rules come to more than \(Self.limit) grants"))
        }
        grants = grants.enumerated().filter { !cancelled.contains($0.offset) }.map(\.element)
    }

    private mutating func take(_ setting: SudoersDefaults, at path: String) {
        var setting = setting
        switch setting.binding {
        case .host:
            guard host.inclusion(aliases.expanding(setting.members, .host)) != .no else { return }
            setting.binding = nil
        case .user: setting.members = aliases.expanding(setting.members, .user)
        case .runas: setting.members = aliases.expanding(setting.members, .runas)
        case .command: setting.members = aliases.expanding(setting.members, .command)
        case nil: break
        }
        defaults.take(setting, at: path)
    }

    private mutating func take(_ rule: SudoersRule, at path: String) {
        let users = aliases.expanding(rule.users, .user)
        let forbidden = users.filter(\.isNegated).map { Self.text($0.name) }
        // Whoever the list excludes keeps what other rules gave.
        firstToCancel = forbidden.isEmpty ? 0 : grants.count
        for privilege in rule.privileges {
            let inclusion = host.inclusion(aliases.expanding(privilege.hosts, .host))
            if inclusion == .no { continue }
            for var permission in privilege.commands {
                if inclusion == .maybe { permission.isConditional = true }
                let target = target(of: permission)
                let commands = aliases.expanding([permission.command], .command)
                for (position, user) in users.enumerated() where !user.isNegated {
                    // A name that is taken back later in the same list was never given.
                    if users.count < 1000, users[position...].contains(where: { $0.isNegated && $0.name == user.name }) { continue }
                    for command in commands {
                        guard grants.count < Self.limit else { return }
                        var grant = Grant()
                        grant.principal = Self.text(user.name)
                        grant.target = target.text
                        grant.reachesRoot = target.reachesRoot
                        grant.path = path
                        grant.line = rule.line
                        if !forbidden.isEmpty, user.name == .all || grant.group != nil || grant.principal.hasPrefix("+") {
                            grant.remarks.append("not for \(forbidden.prefix(10).joined(separator: ", "))")
                        }
                        if inclusion == .maybe { grant.remarks.append("whether its list of hosts means this host is not certain") }
                        add(grant, command, permission)
                    }
                }
            }
        }
    }

    private mutating func target(of permission: SudoersPermission) -> SudoersTarget {
        let runas = permission.runas.map { runas in
            SudoersPermission.Runas(
                users: aliases.expanding(runas.users, .runas), groups: aliases.expanding(runas.groups, .runas))
        }
        return SudoersTarget(runas, standard: defaults.target)
    }

    private mutating func add(_ grant: Grant, _ member: SudoersMember, _ permission: SudoersPermission) {
        var grant = grant
        let command: SudoersCommand
        if case .command(let named) = member.name { command = named } else { command = SudoersCommand() }
        let key = Key(principal: grant.principal, path: command.path)
        if member.isNegated {
            // What is forbidden only sometimes or elsewhere takes nothing back.
            if permission.isConditional || !permission.digests.isEmpty { return }
            take(back: command, from: key, target: grant.target, isAll: member.name == .all)
            return
        }
        grant.scope = Self.scope(command, permission.digests)
        grant.breadth = member.name == .all ? .all : Self.breadth(command)
        grant.remarks += defaults.remarks(for: grant, command: command, noPassword: permission.noPassword)
        if permission.setsEnvironment == true {
            grant.remarks.append("SETENV: the caller sets the environment, which may let the program run others")
        }
        places[key, default: []].append(grants.count)
        grants.append(grant)
    }

    /// The last match wins: `!command` takes back the same command that was given before. After `ALL` it takes back nothing
    /// that counts, since a copy of the program has another name.
    private mutating func take(back command: SudoersCommand, from key: Key, target: String, isAll: Bool) {
        if isAll {
            for position in grants.indices.dropFirst(firstToCancel)
            where grants[position].principal == key.principal || key.principal == "ALL" {
                if target == "ALL" || grants[position].target == target { cancelled.insert(position) }
            }
            return
        }
        for position in places[key] ?? []
        where position >= firstToCancel && (target == "ALL" || grants[position].target == target) {
            let scope = grants[position].scope
            if command.arguments == nil || scope == Self.scope(command, []) { cancelled.insert(position) }
        }
        if let all = places[Key(principal: key.principal, path: [])]?.last, grants[all].remarks.count < 10 {
            grants[all].remarks.append("!\(Self.scope(command, [])) after ALL restricts nothing")
        }
    }

    private static func breadth(_ command: SudoersCommand) -> Grant.Breadth {
        if command.path.elementsEqual("sudoedit".utf8) {
            guard let files = command.arguments else { return .shell }
            return files.hasWildcard ? .pattern : .limited
        }
        return command.path.elementsEqual("list".utf8) ? .limited : CommandBreadth.of(command.path)
    }

    /// `ALL`, or digests, path and arguments.
    private static func scope(_ command: SudoersCommand, _ digests: [String]) -> String {
        let name = command.path.isEmpty ? "ALL" : Grant.word(Subject.escaping(command.path))
        let arguments = command.arguments.map { $0.isEmpty ? "\"\"" : Subject.escaping($0) }
        return (digests + [name] + (arguments.map { [$0] } ?? [])).joined(separator: " ")
    }

    /// A name as a grant prints it.
    static func text(_ name: SudoersMember.Name) -> String {
        switch name {
        case .all: "ALL"
        case .alias(let name), .word(let name): Grant.user(name)
        case .group(let name): "%" + Grant.word(name)
        case .netgroup(let name): "+" + Grant.word(name)
        case .address(let address): address
        case .command(let command): scope(command, [])
        }
    }
}
