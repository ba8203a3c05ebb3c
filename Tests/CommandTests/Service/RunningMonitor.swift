import Foundation
import Glibc
import Testing

/// A monitor of a test's own, run as a person would run it, with a state directory of its own. Killed at the latest when the test lets go of it.
///
/// It holds no descriptor but its standard ones: what Foundation opens to hear of the end of another process would be kept open by it, and
/// that end would not be heard.
final class RunningMonitor {
    let state: String
    let identifier: pid_t
    private let errorFile: String
    private var status: Int32?

    /// Closes every descriptor but the standard ones, and goes on as the command.
    private static let script = #"for f in /proc/self/fd/*; do f=${f##*/}; ((f > 2)) && eval "exec $f>&-"; done; exec "$@""#

    /// - Parameter state: a directory, whose parent is there.
    init(state: String, config: String? = nil, environment variables: [String: String] = [:], asNobody: Bool = false) throws {
        self.state = state
        errorFile = "\(NSTemporaryDirectory())/soc2d-test-\(UUID().uuidString).err"
        let own = [Command.program, "run", "--state", state] + (config.map { ["--config", $0] } ?? [])
        let user = asNobody ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
        let words = ["/bin/bash", "--norc", "-c", Self.script, "bash"] + user + own
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_addopen(&actions, 2, errorFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { environment.forEach { free($0) } }
        var identifier: pid_t = 0
        let error = posix_spawn(&identifier, words[0], &actions, nil, &arguments, &environment)
        try #require(error == 0, "\(words[0]) cannot be started: error \(error)")
        self.identifier = identifier
    }

    deinit {
        if status == nil {
            kill(identifier, SIGKILL)
            wait()
        }
        unlink(errorFile)
    }

    var errors: String { (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "" }

    /// Waits until it answers.
    func ready() throws {
        let answer = try Command("reload", "--state", state, "--wait=60s")
        #expect(answer.status == 0, "\(answer.errors)\(errors)")
    }

    /// Sends a signal and waits for its end: the exit status, or the number of the signal that ended it.
    func end(by signal: Int32 = SIGTERM) -> Int32 {
        kill(identifier, signal)
        wait()
        let status = status ?? 0
        return status & 0x7F == 0 ? status >> 8 & 0xFF : status & 0x7F
    }

    private func wait() {
        var ended: Int32 = 0
        while waitpid(identifier, &ended, 0) < 0, errno == EINTR {}
        status = ended
    }
}
