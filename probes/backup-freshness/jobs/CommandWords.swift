import ProbeKit

/// What a line of a shell, a crontab or `ExecStart=` starts. Not a shell: it finds names where commands stand, and forgets the rest.
enum CommandWords {
    /// Words behind which another program stands, with whatever options before it.
    private static let starters: Set<String> = [
        "sudo", "doas", "su", "runuser", "setpriv", "chpst", "env", "nice", "ionice", "chrt", "taskset", "nohup", "time", "timeout",
        "flock",
        "lockrun", "setsid", "stdbuf", "exec", "command", "chronic", "cronic", "xargs", "find", "systemd-run", "systemd-inhibit",
        "systemd-cat", "sh", "bash", "dash", "zsh", "ash", "busybox", "chroot", "unshare", "nsenter", "docker", "podman", "ssh",
    ]
    private static let keywords: Set<String> = ["if", "then", "else", "elif", "while", "until", "do", "!", "{", "trap"]

    /// The first backup tool that a line starts; nil if there is none.
    static func tool(in line: ArraySlice<UInt8>) -> String? {
        for command in commands(in: line) {
            if let tool = tool(in: command) { return tool }
        }
        return nil
    }

    /// The absolute paths of programs that a line starts.
    static func programs(in line: ArraySlice<UInt8>) -> [HostPath] {
        commands(in: line).flatMap { $0.filter { $0.first == UInt8(ascii: "/") }.prefix(4).map { HostPath($0) } }
    }

    private static func tool(in words: [ArraySlice<UInt8>]) -> String? {
        var isAfterStarter = false
        for word in words {
            let name = String(decoding: word.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
            if BackupProgram.adapter(of: name) != nil, !isAfterStarter || isProgram(word) { return name }
            if isAfterStarter || keywords.contains(name) || word.contains(UInt8(ascii: "=")) { continue }
            guard starters.contains(name) else { return nil }
            isAfterStarter = true
        }
        return nil
    }

    /// Whether a word behind other words can be a program: a bare name, or a path in a directory of programs.
    private static func isProgram(_ word: ArraySlice<UInt8>) -> Bool {
        let parts = word.split(separator: UInt8(ascii: "/"))
        guard word.contains(UInt8(ascii: "/")) else { return true }
        return parts.dropLast().last.map { $0.elementsEqual("bin".utf8) || $0.elementsEqual("sbin".utf8) } ?? false
    }

    /// The words of each command of a line, without its comment.
    private static func commands(in line: ArraySlice<UInt8>) -> [[ArraySlice<UInt8>]] {
        var commands: [[ArraySlice<UInt8>]] = []
        for part in uncommented(line).split(whereSeparator: { ";|&()`\"'".utf8.contains($0) }) {
            let words = part.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == UInt8(ascii: "$") }
            if words.isEmpty { continue }
            commands.append(words)
        }
        return commands
    }

    private static func uncommented(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        for index in line.indices where line[index] == UInt8(ascii: "#") {
            if index == line.startIndex || line[index - 1] == 0x20 || line[index - 1] == 0x09 { return line[..<index] }
        }
        return line
    }
}
