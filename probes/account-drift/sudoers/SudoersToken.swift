/// One token of a sudoers file: sudoers(5), "Sudoers file format".
enum SudoersToken: Hashable, Sendable {
    /// A name, a host, or `#uid`; without its escapes and quotes.
    case word([UInt8])
    /// Capital letters, digits and underscores, beginning with a letter; `ALL` is one of its own.
    case alias([UInt8])
    case all
    /// The part after `%`, which may begin with `#` or `:`.
    case group([UInt8])
    /// The part after `+`.
    case netgroup([UInt8])
    case address([UInt8])
    case command(SudoersCommand)
    case tag(SudoersTag)
    case option(SudoersOption)
    /// `sha224` and its kin, with the number of bytes of the digest.
    case digest(String, bytes: Int)
    case comma, equals, colon, open, close, not
    /// The end of a logical line, or of the file.
    case newline
    case end
    /// Something that is no token.
    case error
}

/// A command with its arguments; nil arguments allow any, an empty text none.
struct SudoersCommand: Hashable, Sendable {
    var path: [UInt8] = []
    var arguments: [UInt8]?
}

/// A tag before a command, which the commands after it inherit.
enum SudoersTag: String, CaseIterable, Sendable {
    case noPassword = "NOPASSWD"
    case password = "PASSWD"
    case noExec = "NOEXEC"
    case exec = "EXEC"
    case intercept = "INTERCEPT"
    case noIntercept = "NOINTERCEPT"
    case setEnvironment = "SETENV"
    case noSetEnvironment = "NOSETENV"
    case logOutput = "LOG_OUTPUT"
    case noLogOutput = "NOLOG_OUTPUT"
    case logInput = "LOG_INPUT"
    case noLogInput = "NOLOG_INPUT"
    case mail = "MAIL"
    case noMail = "NOMAIL"
    case follow = "FOLLOW"
    case noFollow = "NOFOLLOW"
}

/// An option with a value before the tags of a command.
enum SudoersOption: String, CaseIterable, Sendable {
    case timeout = "TIMEOUT"
    case notBefore = "NOTBEFORE"
    case notAfter = "NOTAFTER"
    case directory = "CWD"
    case root = "CHROOT"
    case role = "ROLE"
    case type = "TYPE"
    case profile = "APPARMOR_PROFILE"
}
