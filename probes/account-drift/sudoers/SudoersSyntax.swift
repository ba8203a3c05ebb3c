/// A member of a list: who, where, or what.
struct SudoersMember: Hashable, Sendable {
    enum Name: Hashable, Sendable {
        case all
        case alias(String)
        /// A user, a host, or `#uid`, escaped.
        case word(String)
        /// The part after `%`, escaped.
        case group(String)
        /// The part after `+`, escaped.
        case netgroup(String)
        case address(String)
        case command(SudoersCommand)
    }

    var name: Name
    var isNegated = false
}

/// `User_Alias NAME = list` and its kin.
struct SudoersAlias: Hashable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case user = "User_Alias"
        case runas = "Runas_Alias"
        case host = "Host_Alias"
        case command = "Cmnd_Alias"

        init?(keyword: ArraySlice<UInt8>) {
            if keyword.elementsEqual("Cmd_Alias".utf8) {
                self = .command
                return
            }
            guard let kind = Self.allCases.first(where: { keyword.elementsEqual($0.rawValue.utf8) }) else { return nil }
            self = kind
        }
    }

    var kind: Kind
    var name: String
    var members: [SudoersMember]
    var line: Int
}

/// One setting of a `Defaults` line.
struct SudoersDefaults: Hashable, Sendable {
    enum Binding: Hashable, Sendable {
        case host, user, runas, command

        init?(mark: UInt8) {
            switch mark {
            case UInt8(ascii: "@"): self = .host
            case UInt8(ascii: ":"): self = .user
            case UInt8(ascii: ">"): self = .runas
            case UInt8(ascii: "!"): self = .command
            default: return nil
            }
        }
    }

    var binding: Binding?
    var members: [SudoersMember] = []
    var name: String
    /// Escaped; nil for a flag.
    var value: String?
    var isNegated = false
    var line: Int
}

/// `users hosts = commands : hosts = commands`.
struct SudoersRule: Hashable, Sendable {
    /// Hosts, and what may be run there.
    struct Privilege: Hashable, Sendable {
        var hosts: [SudoersMember]
        var commands: [SudoersPermission]
    }

    var users: [SudoersMember]
    var privileges: [Privilege]
    var line: Int
}

/// One command of a rule, with what it inherited from the commands before it.
struct SudoersPermission: Hashable, Sendable {
    /// `(users : groups)`.
    struct Runas: Hashable, Sendable {
        var users: [SudoersMember] = []
        var groups: [SudoersMember] = []
    }

    /// Nil for the default target; both lists empty for the caller's own identity.
    var runas: Runas?
    /// What a tag says of the password; nil without a tag.
    var noPassword: Bool?
    /// What a tag says of the environment; nil without a tag.
    var setsEnvironment: Bool?
    /// Whether an option, such as a time after which it ends, makes it count only sometimes.
    var isConditional = false
    /// Such as `sha256:…`.
    var digests: [String] = []
    var command: SudoersMember
}

/// One statement of a sudoers file, in its order.
enum SudoersStatement: Hashable, Sendable {
    case include(path: [UInt8], isDirectory: Bool, line: Int)
    case defaults(SudoersDefaults)
    case alias(SudoersAlias)
    case rule(SudoersRule)
}
