/// Who is at the other end of the control socket, as the kernel has it: SO_PEERCRED of unix(7), and /proc/PID/loginuid of proc(5).
package struct Peer: Hashable, Sendable {
    package let user: UInt32
    package let userName: String
    /// Who logged in, where somebody did: the person behind `sudo`.
    package let login: String?

    package init(user: UInt32, userName: String, login: String?) {
        self.user = user
        self.userName = userName
        self.login = login
    }

    /// Such as `alice (as root)`; what the records of the ledger call the author.
    package var author: String {
        guard let login, login != userName else { return userName }
        return "\(login) (as \(userName))"
    }
}
