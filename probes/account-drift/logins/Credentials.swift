/// The ways in that accounts have by themselves: a password that is not locked, and keys that sshd takes.
struct Credentials {
    /// Every account that somebody can log in to, in the order of passwd.
    let holders: [AccountFact]
    /// By account: the first file of keys that sshd takes.
    private let keys: [String: KeyFile]

    init(_ inventory: AccountInventory, _ keys: KeyInventory, on day: Int64) {
        let files = keys.files.filter { $0.unusable == nil && !$0.keys.isEmpty }
        let byAccount = Dictionary(files.map { ($0.account, $0) }) { first, _ in first }
        self.keys = byAccount
        var seen: Set<String> = []
        holders = inventory.accounts.filter { account in
            guard !account.isExpired(on: day) else { return false }
            let isHolder = account.password == .usable || byAccount[account.name] != nil || byAccount[KeyFile.everybody] != nil
            return isHolder && seen.insert(account.name).inserted
        }
    }

    /// Such as `a password and a key in /home/alice/.ssh/authorized_keys`.
    func words(for account: AccountFact) -> String {
        let key = (keys[account.name] ?? keys[KeyFile.everybody]).map { "a key in \($0.path)" }
        let password = account.password == .usable ? "a usable password" : nil
        return [password, key].compactMap { $0 }.joined(separator: " and ")
    }
}
