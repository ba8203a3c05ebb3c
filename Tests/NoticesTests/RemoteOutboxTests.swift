import Controls
import Notices
import Testing

/// How a remote destination is told.
struct RemoteOutboxTests {
    @Test func `people get the first letter at once, the second after half a minute, and the others every five minutes`() {
        var post = RemotePost(.slack)
        for number in 0..<40 {
            post.add("s\(number)")
            post.pass(.seconds(20))
        }
        post.pass(.minutes(10))
        let times = post.letters.map { $0.second - 50 }
        #expect(times == [0, 30, 330, 630, 930])
        #expect(post.delivered.sorted() == Array(1...40))
    }

    @Test func `each family of controls has its own letters, and what is quiet for five minutes is news again`() {
        var post = RemotePost(.discord)
        post.add("a", control: "NET-01")
        post.add("b", control: "AC-02", severity: .critical)
        post.add("c", control: "NET-07")
        post.pass(.seconds(2))
        #expect(post.letters.map(\.numbers) == [[2], [1, 3]])
        post.pass(.minutes(6))
        post.add("d", control: "NET-01")
        post.pass(.seconds(1))
        #expect(post.letters.last?.numbers == [4])
    }

    @Test func `more than five at once go as one digest`() {
        var post = RemotePost(.teams)
        for number in 0..<3 { post.add("n\(number)", control: "NET-0\(number)") }
        for number in 0..<3 { post.add("a\(number)", control: "AC-0\(number)") }
        post.pass(.seconds(1))
        #expect(post.sizes == [6])
    }

    @Test func `ten thousand at once are grouped, the first goes out at once, and none is lost`() {
        var post = RemotePost(.slack)
        for number in 0..<10_000 { post.add("s\(number)", deficiency: Int64(number)) }
        post.pass(.seconds(60))
        #expect(post.letters.first?.second == 50 && post.sizes.first == 1000)
        post.pass(.hours(1))
        #expect(post.letters.count == 10 && Set(post.delivered).count == 10_000 && post.delivered.count == 10_000)
    }

    @Test func `programs get batches, and wait for nothing`() {
        var post = RemotePost(.webhook)
        for number in 0..<100 { post.add("s\(number)") }
        post.pass(.seconds(3))
        #expect(post.sizes == [64, 36] && post.letters.map(\.second) == [50, 51])
    }

    @Test func `while it does not answer one notice tries, the most severe, and then the others follow`() {
        var post = RemotePost(.slack)
        post.outcome = .transient("500")
        post.add("a")
        post.pass(.seconds(1))
        for number in 0..<20 { post.add("b\(number)", deficiency: Int64(number), severity: number == 7 ? .critical : .medium) }
        post.pass(.hours(24))
        #expect(post.letters.dropFirst().allSatisfy { $0.numbers == [9] })
        // Less often than every 15 minutes at the end, half of that at least.
        let pauses = zip(post.letters, post.letters.dropFirst()).map { $1.second - $0.second }
        #expect(pauses.allSatisfy { $0 >= 2 } && pauses.suffix(20).allSatisfy { (450...900).contains($0) })
        post.outcome = .delivered
        post.pass(.hours(1))
        #expect(Set(post.delivered) == Set(1...21) && post.delivered.count == 21)
    }

    @Test func `after seven days without an answer what is as old is given up, and what is newer is not`() {
        var post = RemotePost(.slack)
        post.outcome = .transient("500")
        post.add("old")
        post.pass(.days(9))
        #expect(post.states[1] == .dead)
        post.add("new")
        post.pass(.minutes(30))
        #expect(post.states[2] == .pending)
        post.outcome = .delivered
        post.pass(.hours(2))
        #expect(post.states[2] == .delivered)
    }

    @Test(arguments: [1, 120, 3600, 6 * 3600])
    func `who asks for a pause gets it, and a tenth more at most, over a restart too`(seconds: Int64) {
        for random in [0, UInt64.max / 2, UInt64.max] {
            var post = RemotePost(.mattermost)
            (post.random, post.outcome, post.retryAfter) = (random, .transient("429"), .seconds(seconds))
            post.add("a")
            post.pass(.seconds(1))
            post.restart()
            post.add("b")
            (post.outcome, post.retryAfter) = (.delivered, nil)
            post.pass(.hours(8))
            #expect(post.letters.count >= 2 && post.delivered == [1, 2])
            let wait = post.letters[1].second - 50
            #expect(wait >= seconds && wait <= max(31, seconds * 11 / 10 + 2), "\(wait)")
        }
    }

    @Test func `who is blocked is tried every quarter of an hour for as long as it takes`() {
        var post = RemotePost(.slack)
        post.outcome = .blocked("401")
        post.add("a")
        post.pass(.days(8))
        #expect(post.states[1] == .blocked)
        #expect(post.letters.count == 8 * 96 + 1)
        #expect(zip(post.letters, post.letters.dropFirst()).allSatisfy { $1.second - $0.second == 900 })
        post.outcome = .delivered
        post.pass(.minutes(15))
        #expect(post.states[1] == .delivered)
    }

    @Test(arguments: [401, 404]) func `where nobody listens any more nothing is sent before a reload, and who refuses the secret is tried`(
        status: Int
    ) {
        var post = RemotePost(.discord)
        post.outcome = status == 404 ? .shut("404") : .blocked("401")
        post.add("a")
        post.pass(.hours(1))
        post.add("b")
        post.add("c", severity: .critical)
        post.restart()
        post.pass(.hours(1))
        #expect((status == 404 ? post.letters.count == 1 : post.letters.count > 8) && post.outbox.blocked == ["ops"])
        post.outcome = .delivered
        post.reload()
        post.pass(.minutes(6))
        #expect(Set(post.delivered) == [1, 2, 3] && post.outbox.blocked.isEmpty)
    }

    /// Something begins, changes and ends while nothing arrives.
    private func live(_ kind: DestinationKind, for span: TimeSpan, quiet: TimeSpan? = nil) -> RemotePost {
        var post = RemotePost(kind)
        if quiet == nil { post.outcome = .transient("500") }
        post.add(quiet: quiet, "a", .opened)
        post.add(quiet: quiet, "a", .changed)
        post.add(quiet: quiet, "a", .closed)
        post.add(quiet: quiet, "a", .opened, deficiency: 2)
        post.pass(span)
        post.outcome = .delivered
        post.pass(.hours(1))
        return post
    }

    @Test(arguments: [DestinationKind.slack, .webhook, .pagerduty]) func `of one subject nothing overtakes`(kind: DestinationKind) {
        #expect(live(kind, for: .minutes(3)).delivered == [1, 2, 3, 4])
    }

    @Test(arguments: [
        (DestinationKind.slack, [Int64(3), 4]), (.telegram, [3, 4]), (.pagerduty, [4]), (.alertmanager, [4]), (.webhook, [1, 2, 3, 4]),
    ])
    func `what is over is told as such, where its beginning could not be told for long`(kind: DestinationKind, delivered: [Int64]) {
        let post = live(kind, for: .minutes(40))
        #expect(post.delivered == delivered)
        #expect(post.states.filter { $0.value == .superseded }.keys.sorted() == Array(1...4).filter { !delivered.contains($0) })
    }

    @Test func `what began and ended in quiet hours is told as one`() {
        #expect(live(.slack, for: .minutes(8), quiet: .minutes(5)).delivered == [3, 4])
    }

    @Test func `what may have arrived is not told in another way`() {
        var post = RemotePost(.slack)
        post.outcome = .transient("500")
        post.add("a", .opened)
        post.pass(.seconds(1))
        post.restart(inFlight: true)
        post.add("a", .closed)
        post.pass(.minutes(30))
        post.outcome = .delivered
        post.pass(.hours(1))
        #expect(post.delivered == [1, 2])
    }
}
