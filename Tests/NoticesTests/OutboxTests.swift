import Controls
import Notices
import Testing

@Suite struct OutboxTests {
    @Test func `what is new is handed over once, and marked as under way first`() {
        var post = Post()
        post.add(.opened, "eve")
        let handed = post.handOver()
        #expect(handed.map(\.notice) == [1])
        #expect(handed.map(\.state) == [.inflight])
        #expect(handed.map(\.attempts) == [1])
        #expect(post.handOver().isEmpty)
        post.tell(1, .delivered)
        #expect(post.outbox.waiting == 0)
        #expect(post.outbox.nextWake(at: post.now) == nil)
    }

    @Test func `of a subject one notice is under way, in the order in which they came`() {
        var post = Post()
        post.add(.opened, "eve")
        post.add(.changed, "eve")
        post.add(.opened, "mallory", deficiency: 2)
        #expect(post.handOver().map(\.notice) == [1, 3])
        post.tell(3, .delivered)
        post.tell(1, .transient("nobody there"))
        #expect(post.handOver().isEmpty)
        post.pass(.seconds(6))
        #expect(post.handOver().map(\.notice) == [1])
        post.tell(1, .delivered)
        #expect(post.handOver().map(\.notice) == [2])
    }

    @Test func `the more severe goes first, then the older, and a batch is bounded`() {
        var post = Post()
        for number in 1...70 { post.add(.opened, "user-\(number)", deficiency: Int64(number), severity: number == 70 ? .critical : .low) }
        let handed = post.handOver().map(\.notice)
        #expect(handed == [70] + Array(1...63))
        for number in handed { post.tell(number, .delivered) }
        #expect(post.handOver().map(\.notice) == Array(64...69))
    }

    @Test(arguments: Severity.allCases) func `waits double from five seconds up to a quarter of an hour, each from half of it on`(
        severity: Severity
    ) {
        for random in [UInt64.min, .max] {
            var post = Post(random: random)
            post.add(.opened, "eve", severity: severity)
            var waits: [Int64] = []
            for _ in 0..<14 {
                _ = post.handOver()
                let before = post.now.boottime
                post.tell(1, .transient("nobody there"))
                let wake = post.outbox.nextWake(at: post.now) ?? -1
                waits.append((wake - before + 500_000_000) / 1_000_000_000)
                #expect(post.handOver().isEmpty)
                post.pass(TimeSpan(nanoseconds: wake - before))
            }
            let longest = (0..<14).map { min(Int64(900), 5 << Int64($0)) }
            if random == .max {
                #expect(waits == longest)
            } else {
                #expect(zip(waits, longest).allSatisfy { abs($0 * 2 - $1) <= 1 })
            }
        }
    }

    @Test(arguments: [Severity.critical, .low]) func `after seven days of trying a notice is dead, whatever the clock says`(
        severity: Severity
    ) {
        var dice = Dice(seed: 7)
        var post = Post()
        post.add(.opened, "eve", severity: severity)
        let start = post.now.boottime
        while post.outbox.waiting > 0 {
            post.random = dice.next()
            _ = post.handOver()
            post.tell(1, .transient("nobody there"))
            if let wake = post.outbox.nextWake(at: post.now) { post.pass(TimeSpan(nanoseconds: wake - post.now.boottime)) }
            post.wall = Moment(seconds: Int64(dice.throwing(4_000_000_000)))
        }
        #expect(post.rows[1]?.state == .dead)
        let days = Double(post.now.boottime - start) / 86_400e9
        #expect(days > 6.7 && days < 7.3)
    }

    @Test func `what can never arrive is dead at once, and what comes after it goes on`() {
        var post = Post()
        post.add(.opened, "eve")
        post.add(.closed, "eve")
        _ = post.handOver()
        post.tell(1, .permanent("too large\u{1B}"))
        #expect(post.rows[1]?.state == .dead)
        #expect(post.rows[1]?.lastProblem == "too large\u{FFFD}")
        #expect(post.handOver().map(\.notice) == [2])
    }

    @Test func `an unsent notice gives way to a newer one of the same kind about the same deficiency`() {
        var post = Post()
        post.add(.opened, "eve")
        post.add(.changed, "eve")
        post.add(.changed, "eve")
        post.add(.changed, "eve", deficiency: 2)
        #expect(post.rows.mapValues(\.state) == [1: .pending, 2: .superseded, 3: .pending, 4: .pending])
        #expect(post.outbox.waiting == 3)
    }

    @Test func `what is under way or may have arrived gives way to nothing`() {
        var post = Post()
        post.add(.changed, "eve")
        _ = post.handOver()
        post.add(.changed, "eve")
        post.tell(1, .transient("no answer"), mayHaveArrived: true)
        post.add(.changed, "eve")
        #expect(post.rows.mapValues(\.state) == [1: .pending, 2: .superseded, 3: .pending])
        #expect(post.rows[1]?.isPossiblySent == true)
    }

    @Test func `what was under way when the monitor died is sent again, and may have arrived`() {
        var post = Post()
        post.add(.opened, "eve")
        _ = post.handOver()
        post.restart()
        let handed = post.handOver()
        #expect(handed.map(\.attempts) == [2])
        #expect(handed.map(\.isPossiblySent) == [true])
    }

    @Test func `a wait goes on in the same boot, and after a reboot by the wall clock`() {
        var post = Post(random: .max)
        post.add(.opened, "eve", severity: .low)
        for _ in 0..<8 {
            _ = post.handOver()
            post.tell(1, .transient("nobody there"))
            if let wake = post.outbox.nextWake(at: post.now), post.rows[1]?.attempts != 8 {
                post.pass(TimeSpan(nanoseconds: wake - post.now.boottime))
            }
        }
        #expect(post.secondsToWake == 640)
        post.pass(.seconds(40))
        post.restart()
        #expect(post.secondsToWake == 600)
        post.reboot(after: .seconds(100))
        #expect(post.secondsToWake == 500)
        post.reboot(after: .days(3_650))
        #expect(post.secondsToWake == 0)
    }

    @Test func `a clock that was set back lets nothing wait longer than the longest wait`() {
        var post = Post()
        post.add(.opened, "eve", severity: .critical)
        _ = post.handOver()
        post.tell(1, .transient("nobody there"))
        post.reboot(after: .days(-3_650))
        #expect(post.secondsToWake == 900)
    }

    @Test func `an answer that nobody waits for changes nothing`() {
        var post = Post()
        post.add(.opened, "eve")
        for delivery in [
            Delivery(number: 1, destination: "journal", outcome: .delivered), Delivery(number: 9, destination: "x", outcome: .delivered),
        ] {
            #expect(post.outbox.row(after: delivery, at: post.now, random: 0) == nil)
        }
    }

    @Test(arguments: 0..<60) func `through failures, crashes and reboots nothing is lost, and the order of a subject is kept`(seed: UInt64)
    {
        var dice = Dice(seed: seed)
        var post = Post()
        var arrived: [Int64] = []
        for step in 0..<400 {
            post.random = dice.next()
            switch dice.throwing(9) {
            case 0 where step < 300: post.add([.opened, .changed, .closed][dice.throwing(3)], ["a", "b", "c"][dice.throwing(3)])
            case 1: post.restart()
            case 2: post.reboot(after: .seconds(Int64(dice.throwing(2_000)) - 500))
            default:
                let handed = post.handOver()
                #expect(Set(handed.map { post.subject(of: $0.notice) }).count == handed.count, "seed \(seed)")
                for row in handed where dice.throwing(4) > 0 {
                    let isThrough = dice.throwing(3) > 0
                    if isThrough { arrived.append(row.notice) }
                    post.tell(row.notice, isThrough ? .delivered : .transient("nobody there"))
                }
                if handed.count > 0, dice.throwing(2) == 0 { post.restart() }
                post.pass(.minutes(20))
            }
        }
        for _ in 0..<200 where post.outbox.waiting > 0 {
            post.restart()
            for row in post.handOver() {
                arrived.append(row.notice)
                post.tell(row.notice, .delivered)
            }
            post.pass(.hours(1))
        }
        #expect(post.outbox.waiting == 0, "seed \(seed)")
        #expect(post.rows.values.allSatisfy { $0.state == .delivered || $0.state == .superseded }, "seed \(seed)")
        #expect(Set(arrived) == Set(post.rows.values.filter { $0.state == .delivered }.map(\.notice)), "seed \(seed)")
        for name in ["a", "b", "c"] {
            let order = arrived.filter { post.subject(of: $0) == name }
            #expect(order == order.sorted(), "seed \(seed)")
        }
    }
}
