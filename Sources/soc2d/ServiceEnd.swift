/// How the monitor ended for good, as systemd tells the unit that reports it: `MONITOR_*` in systemd.exec(5).
struct ServiceEnd: Hashable, Sendable {
    /// Such as `exit-code`, `signal` or `watchdog`.
    let result: String?
    /// Such as `78` or `ABRT`.
    let exit: String?

    /// - Parameter environment: the value of a variable, nil where it is not set.
    init(environment: (String) -> String?) {
        result = environment("MONITOR_SERVICE_RESULT")
        exit = environment("MONITOR_EXIT_STATUS")
    }

    /// One line, for people.
    var words: String {
        let how = result.map { result in " (\(result)\(exit.map { ", \($0)" } ?? ""))" } ?? ""
        return "The monitor of soc2d has failed and is started no more\(how). `systemctl status soc2d` and `journalctl -u soc2d` say why."
    }
}
