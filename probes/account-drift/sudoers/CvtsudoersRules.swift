import Controls
import ProbeKit

/// The rules that `cvtsudoers -f json` writes, as texts of ``SudoersRuleText``.
struct CvtsudoersRules {
    private(set) var texts: [String] = []

    /// - Throws: where it is no JSON, as cvtsudoers 1.9.13 writes for the options CWD, CHROOT, ROLE and TYPE.
    init(parsing output: [UInt8]) throws(JSONProblem) {
        // Nothing at all stands for nothing at all.
        guard !output.isEmpty else { return }
        var texts: [String] = []
        var reader = JSONReader(output)
        try reader.object { reader, key throws(JSONProblem) in
            guard key == "User_Specs" else { return try reader.skip() }
            try reader.array { reader throws(JSONProblem) in texts += try Self.rule(&reader) }
        }
        try reader.end()
        self.texts = texts
    }

    /// Commands that share a target and tags.
    private struct Commands {
        var users: [String] = []
        var groups = ""
        var noPassword: Bool?
        var names: [String] = []

        /// The caller is an empty name, which 1.9.13 leaves out where groups follow.
        var target: String { users == [""] ? groups.isEmpty ? "()" : "" : users.joined(separator: ",") }
    }

    private static func rule(_ reader: inout JSONReader) throws(JSONProblem) -> [String] {
        var users = ""
        var hosts = ""
        var specs: [Commands] = []
        try reader.object { reader, key throws(JSONProblem) in
            switch key {
            case "User_List": users = try members(&reader).joined(separator: ",")
            case "Host_List": hosts = try members(&reader).joined(separator: ",")
            case "Cmnd_Specs": try reader.array { reader throws(JSONProblem) in specs.append(try commands(&reader)) }
            default: try reader.skip()
            }
        }
        return specs.flatMap { spec in
            spec.names.map {
                SudoersRuleText.text(
                    users: users, hosts: hosts, target: spec.target, groups: spec.groups, noPassword: spec.noPassword, command: $0)
            }
        }
    }

    private static func commands(_ reader: inout JSONReader) throws(JSONProblem) -> Commands {
        var spec = Commands()
        try reader.object { reader, key throws(JSONProblem) in
            switch key {
            case "runasusers":
                spec.users = try members(&reader)
            case "runasgroups":
                // A group after the colon needs no % in sudoers.
                spec.groups = try members(&reader).map { $0.replacing("%", with: "", maxReplacements: 1) }.joined(separator: ",")
            case "Options":
                try reader.array { reader throws(JSONProblem) in
                    try reader.object { reader, option throws(JSONProblem) in
                        if option == "authenticate" { spec.noPassword = try !reader.boolean() } else { try reader.skip() }
                    }
                }
            case "Commands": spec.names = try members(&reader)
            default: try reader.skip()
            }
        }
        return spec
    }

    private static func members(_ reader: inout JSONReader) throws(JSONProblem) -> [String] {
        var names: [String] = []
        try reader.array { reader throws(JSONProblem) in
            var name = ""
            var isNegated = false
            try reader.object { reader, key throws(JSONProblem) in
                if key == "negated" {
                    isNegated = try reader.boolean()
                } else if let mark = marks[key] {
                    name = mark + (try reader.kind() == .number ? String(try reader.integer()) : Subject.escaping(try reader.string().utf8))
                } else {
                    try reader.skip()
                }
            }
            names.append((isNegated ? "!" : "") + name)
        }
        return names
    }

    /// What sudoers(5) writes before each kind of name.
    private static let marks = [
        "username": "", "hostname": "", "networkaddr": "", "useralias": "", "runasalias": "", "hostalias": "", "cmndalias": "",
        "command": "", "userid": "#", "usergroup": "%", "usergid": "%#", "nonunixgroup": "%:", "nonunixgid": "%:#", "netgroup": "+",
    ]
}
