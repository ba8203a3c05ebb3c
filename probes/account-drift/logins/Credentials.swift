/// The ways in that accounts have by themselves: a password that is not locked, and keys that sshd takes.
struct Credentials {
    private let inventory: AccountInventory
    /// Where every account that somebody can log in to stands in the inventory, in the order of passwd. A hundred thousand accounts are
    /// not copied.
    let holders: [Int32]
    /// By account: the first file of keys that sshd takes.
    private let keys: [String: String]

    init(_ inventory: AccountInventory, _ keys: KeyInventory, on day: Int64) {
        var byAccount: [String: String] = [:]
        for file in keys.files where file.unusable == nil && !file.keys.isEmpty && byAccount[file.account] == nil {
            byAccount[file.account] = file.path
        }
        self.inventory = inventory
        self.keys = byAccount
        let isOpen = byAccount[KeyFile.everybody] != nil
        let repeated = Self.repeatedNames(inventory.accounts)
        var seen: Set<String> = []
        holders = inventory.accounts.indices.filter { position in
            let account = inventory.accounts[position]
            guard !account.isExpired(on: day), isOpen || account.password == .usable || byAccount[account.name] != nil else { return false }
            return !repeated.contains(account.name) || seen.insert(account.name).inserted
        }.map { Int32(clamping: $0) }
    }

    /// Names that stand on several lines, and perhaps a few others.
    private static func repeatedNames(_ accounts: [AccountFact]) -> Set<String> {
        var seen: Set<Int> = []
        seen.reserveCapacity(accounts.count)
        return Set(accounts.lazy.filter { !seen.insert($0.name.hashValue).inserted }.map(\.name))
    }

    /// The accounts that somebody can log in to.
    var accounts: some RandomAccessCollection<AccountFact> { holders.lazy.map { inventory.accounts[Int($0)] } }

    /// Such as `a password and a key in /home/alice/.ssh/authorized_keys`.
    func words(for account: AccountFact) -> String {
        let key = (keys[account.name] ?? keys[KeyFile.everybody]).map { "a key in \($0)" }
        let password = account.password == .usable ? "a usable password" : nil
        return [password, key].compactMap { $0 }.joined(separator: " and ")
    }
}
