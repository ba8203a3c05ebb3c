import Controls
import Monitor
import ProbeKit

/// What may happen to a host in its life.
extension WatchedHost {
    func live(for span: TimeSpan, faults: Int) throws {
        let end = span.nanoseconds
        try start()
        for time in (0..<faults).map({ _ in dice.number(0...end) }).sorted() where time > host.now {
            try pass(to: time)
            for _ in 0..<dice.number(0...6) { world.change(&dice) }
            try suffer()
        }
        try pass(to: end)
        isJournalDown = false
        if !isAlive { try start() }
        try settle()
        try pass(to: host.now + TimeSpan.hours(2).nanoseconds)
        try settle()
    }

    private func suffer() throws {
        if receivers != nil, dice.once(in: 2) { return try sufferOnTheWay() }
        switch dice.number(0...13) {
        case 0, 1: try stay(down: dice.once(in: 5) ? .seconds(5) ... .hours(2) : .seconds(1) ... .seconds(30)) { kill() }
        case 2: try stay(down: .minutes(1) ... .hours(6)) { try end(.stoppedByOperator, actor: "alice (as root)") }
        case 3, 4:
            let off = dice.span(.seconds(10) ... .hours(8))
            try reboot(clean: dice.once(in: 2), off: off, journal: dice.span(.seconds(0) ... .seconds(20)))
            try pass(to: host.now + dice.span(.seconds(5) ... .minutes(5)).nanoseconds)
            try start()
        case 5, 6: try sleep(dice.span(.seconds(5) ... .hours(10)))
        case 7: try set(by: Self.steps.randomElement(using: &dice) ?? 0)
        case 8: try reload()
        case 9: try speak()
        case 10: try fillDisk()
        case 11: isJournalDown.toggle()
        default:
            let probe = SampleProbes.all.randomElement(using: &dice)?.manifest.probe ?? ""
            if dice.once(in: 2) { slow[probe] = Int(dice.number(1...4)) } else { crashing[probe] = Int(dice.number(1...12)) }
        }
    }

    private static let steps: [Int64] = [1, -1, 3600, -3600, 1017, -1017, 8760 * 3600, -8760 * 3600, 86_400, -86_400].map {
        $0 * 1_000_000_000
    }

    /// Is down for a while, in which the clock may be set and the host may sleep or reboot.
    private func stay(down range: ClosedRange<TimeSpan>, after end: () throws -> Void) throws {
        try end()
        try pass(to: host.now + dice.span(range).nanoseconds)
        if dice.once(in: 20) { try set(by: Self.steps.randomElement(using: &dice) ?? 0) }
        if dice.once(in: 20) { try sleep(dice.span(range)) }
        if dice.once(in: 20) { try reboot(clean: false, off: dice.span(range), journal: .seconds(3)) }
        try pass(to: host.now + dice.span(.seconds(1) ... .seconds(20)).nanoseconds)
        try start()
    }

    /// Is full for a while, in which the monitor may be killed.
    private func fillDisk() throws {
        try disk(full: true)
        try pass(to: host.now + dice.span(.minutes(1) ... .minutes(40)).nanoseconds)
        if dice.once(in: 4), isAlive {
            kill()
            try pass(to: host.now + dice.span(.seconds(1) ... .seconds(30)).nanoseconds)
            try start()
            try pass(to: host.now + dice.span(.minutes(1) ... .minutes(20)).nanoseconds)
        }
        try disk(full: false)
    }

    func reload() throws {
        let before = files
        switch dice.number(0...4) {
        case 0: files = SampleConfiguration.broken
        case 1: files = SampleConfiguration.usual
        case 2: files = SampleConfiguration.other
        default: files = (dice.once(in: 2) ? SampleConfiguration.usual : SampleConfiguration.other) + waivers() + silences()
        }
        if receivers != nil { files += destinations() }
        receivers?.forgetPauses()
        try happen(.asked(ControlRequest(.reload), by: Peer(user: 0, userName: "root", login: "alice"), ticket: 1))
        let isBroken = SampleConfiguration.read(files).problems.isEmpty == false
        if isBroken || answers[1]?.isDone == false { files = before }
        if isBroken, isAlive, answers[1]?.isDone == true { complaints.append("a broken configuration was taken at \(host.now)") }
    }

    private func waivers() -> [ConfigurationFile] {
        let now = host.reading.wall
        let checks: [(String, CheckID)] = [
            ("NET-03", "open-ports.unexpected-listener"), ("AC-02", "account-drift.unapproved-account"), ("BC-01", "backup-freshness.age"),
        ]
        return checks.enumerated().map { index, check in
            let end = now.adding(dice.span(.hours(1) ... .days(20)))
            return SampleConfiguration.waiver(
                "W-\(index)", check.0, check.1, "\(check.1.name)-\(dice.number(1...4))", from: Moment(seconds: 1_700_000_000),
                until: min(end, Moment(seconds: 1_700_000_000 + 399 * 86_400)))
        }
    }

    /// Mostly none, as the time has it.
    private func silences() -> [ConfigurationFile] {
        let scopes = ["Control=NET-03", "Probe=account-drift", "Check=unexpected-listener\nSubject=unexpected-listener-1", "", "", ""]
        let number = Int(host.now / 1_000_000_000 % 6)
        guard !scopes[number].isEmpty else { return [] }
        let end = host.reading.wall.adding(.hours(Int64(1 + number * 30)))
        return [SampleConfiguration.silence("S-\(number)", scopes[number], until: end)]
    }

    /// Somebody acknowledges, claims or approves something, which may not be there.
    private func speak() throws {
        var request = ControlRequest([.acknowledge, .claimRemediation, .approve].randomElement(using: &dice) ?? .approve)
        request.deficiency = dice.number(1...40)
        request.probe = SampleProbes.all.randomElement(using: &dice)?.manifest.probe
        request.text = "T-1"
        let user: UInt32 = dice.once(in: 5) ? 1000 : 0
        try happen(.asked(request, by: Peer(user: user, userName: user == 0 ? "root" : "eve", login: nil), ticket: 2))
        if user == 1000, answers[2]?.isDone == true { complaints.append("eve was heard at \(host.now)") }
        answers[2] = nil
    }
}
