import Controls
import ProbeKit
import Testing

/// What is new, gone and other between two states.
struct BaselineDifferenceTests {
    private func item(_ subject: String, _ value: String, check: CheckID = "p.a") -> ApprovableItem {
        ApprovableItem(check, subject: subject, value: value)
    }

    @Test func `what is new, gone and other is said with before and after, by check and subject`() {
        let before = [item("b", "1"), item("a", "1"), item("z", "1", check: "p.b")]
        let after = [item("z", "1", check: "p.b"), item("c", "3"), item("b", "2"), item("y", "1", check: "p.b")]
        let difference = BaselineDifference(from: before, to: after)
        #expect(difference.lines() == ["- p.a a; was 1", "~ p.a b; was 1; is 2", "+ p.a c; is 3", "+ p.b y; is 1"])
        #expect([difference.added, difference.changed, difference.removed] == [2, 1, 1])
        #expect(BaselineDifference(from: before.reversed(), to: after.reversed()) == difference)
    }

    @Test func `equal states differ in nothing, in whatever order and however often they name a thing`() {
        let items = [item("a", "1"), item("b", "2"), item("a", "1")]
        #expect(BaselineDifference(from: items, to: items.reversed()).changes.isEmpty)
    }

    @Test func `a thing that has several values is one change with all of them`() {
        let difference = BaselineDifference(from: [item("k", "x"), item("k", "y")], to: [item("k", "y"), item("k", "z")])
        #expect(difference.lines() == ["~ p.a k; was x and y; is y and z"])
        #expect(difference.changed == 1)
    }

    @Test func `lines are few and short, whatever the host is called`() {
        let items = (0..<300).map { item(String(repeating: "ü", count: 400) + "\($0)", "v") }
        let lines = BaselineDifference(from: [], to: items).lines()
        #expect(lines.count == 100)
        #expect(lines.allSatisfy { $0.utf8.count <= 250 && $0.hasSuffix("…") })
        #expect(BaselineDifference(from: items, to: []).removed == 300)
    }
}
