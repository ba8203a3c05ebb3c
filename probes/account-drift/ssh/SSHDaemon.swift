import Controls
import ProbeKit

/// What the running sshd was started with, as far as its settings go: sshd(8), `-f` and `-o`.
struct SSHDaemon: Hashable, Sendable {
    /// The file in place of `/etc/ssh/sshd_config`.
    private(set) var file: HostPath?
    /// Settings that come before the file, each as a line of it.
    private(set) var options: [[UInt8]] = []

    /// Whether it is known how it was started. Nobody knows of one that is started for each connection, or that has no `/run/sshd.pid`.
    private(set) var isIdentified = true
    /// When it read its settings; nil where it does not run.
    private(set) var start: Moment?

    /// A daemon that was started with neither, as it would be in a tree that does not run.
    init() {}

    /// Asks the process that `/run/sshd.pid` names, which sshd writes when it starts, and when it reads its settings again.
    init(_ host: Host) {
        self.init()
        guard !host.isFileTreeOnly else { return }
        isIdentified = false
        guard let note = try? host.files.contents(of: "/run/sshd.pid"),
            let process = note.bytes.split(separator: UInt8(ascii: "\n")).first?.trimmed.decimal,
            let line = try? host.files.contents(of: HostPath("/proc/\(process)/cmdline"))
        else { return }
        self = SSHDaemon(commandLine: line.bytes)
        start = note.status.modified
    }

    /// Reads `/proc/PID/cmdline`: proc_pid_cmdline(5). sshd writes there `sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups`,
    /// and has its arguments in front of the bracket, with a space between them.
    init(commandLine bytes: [UInt8]) {
        let title = bytes.prefix { $0 != 0 }
        let words: [ArraySlice<UInt8>]
        if title.starts(with: "sshd: ".utf8) {
            let shown = title.dropFirst(6).split(separator: UInt8(ascii: " "))
            words = Array(shown.prefix { $0.first != UInt8(ascii: "[") })
        } else {
            words = bytes.split(separator: 0)
        }
        isIdentified = words.first.map { HostPath($0).name.elementsEqual("sshd".utf8) } ?? false
        if isIdentified { take(words.dropFirst()) }
    }

    /// As getopt(3) reads them: a value stands in the same word or in the next.
    private mutating func take(_ words: ArraySlice<ArraySlice<UInt8>>) {
        var rest = words
        while let word = rest.popFirst() {
            guard word.first == UInt8(ascii: "-") else { return }
            var letters = word.dropFirst()
            while let letter = letters.popFirst() {
                guard Self.withValue.contains(letter) else { continue }
                let value = letters.isEmpty ? rest.popFirst() ?? [] : letters
                if letter == UInt8(ascii: "f") {
                    file = HostPath(value)
                    // Nobody knows from where.
                    if value.first != UInt8(ascii: "/") { isIdentified = false }
                }
                if letter == UInt8(ascii: "o") { options.append(Self.setting(value, &rest)) }
                break
            }
        }
    }

    /// `Key=Value`, or `Key Value`, which the title of the process shows as two words.
    private static func setting(_ value: ArraySlice<UInt8>, _ rest: inout ArraySlice<ArraySlice<UInt8>>) -> [UInt8] {
        var setting = Array(value)
        guard !value.contains(UInt8(ascii: "=")), !value.contains(UInt8(ascii: " ")) else { return setting }
        while let next = rest.first, next.first != UInt8(ascii: "-") {
            setting += [UInt8(ascii: " ")] + next
            rest = rest.dropFirst()
        }
        return setting
    }

    /// The options with a value.
    private static let withValue = Array("CEbcfghkopu".utf8)
}
