import Controls

/// The groups that hold grants themselves: whoever is in them has what they have.
struct GrantedGroups {
    private var names: Set<String> = []
    /// Of `%#27` and its kin, whether or not a group has them.
    private(set) var numbers: Set<UInt32> = []

    init(_ grants: [Grant]) {
        for group in Set(grants.filter { $0.target != "self" }.compactMap(\.group)) {
            if group.hasPrefix("#") {
                if let number = UInt32(group.dropFirst()) { numbers.insert(number) }
            } else {
                names.insert(Subject.escaping(Subject.unescaping(group)))
            }
        }
    }

    func contains(_ group: Group) -> Bool {
        (!names.isEmpty && names.contains(group.name)) || (!numbers.isEmpty && numbers.contains(group.gid))
    }
}
