/// Every way through a stack, as libpam's dispatcher goes: each module may give any of its answers, and what counts on the way
/// is carried along as a fact.
///
/// Ways that meet in the same place with the same standing and fact go on as one, so the work is bounded by their number.
struct PamWalk<Fact: Hashable> {
    /// What the answers so far come to.
    private enum Standing: UInt32 {
        /// No module counted yet.
        case open
        case granted
        /// A module that counts gave something else than success, such as `new_authtok_reqd`.
        case held
        case refused
    }

    private struct State: Hashable {
        var index: Int
        var standing: Standing
        /// The standing at the start of each open substack, two bits a level.
        var saved: UInt32
        var fact: Fact
    }

    /// How a way through the stack can end.
    struct End: Hashable {
        var isGranted: Bool
        var fact: Fact
    }

    /// One answer of a module, and the fact after it.
    struct Answer: Hashable {
        var result: PamReturn
        var fact: Fact

        init(_ result: PamReturn, _ fact: Fact) {
            self.result = result
            self.fact = fact
        }
    }

    private let entries: [PamEntry]
    private var seen: Set<State> = []
    private var waiting: [State] = []
    private var ends: Set<End> = []

    private static var limit: Int { 20_000 }

    private init(_ entries: [PamEntry]) { self.entries = entries }

    /// Goes every way through some entries.
    /// - Parameter answers: what the module at an index can answer after a fact. It is asked once for each fact and standing.
    /// - Returns: the ends; nil where there are too many ways.
    static func ends(_ entries: [PamEntry], from start: Fact, answers: (Int, Fact) -> [Answer]) -> Set<End>? {
        var walk = PamWalk(entries)
        walk.push(State(index: 0, standing: .open, saved: 0, fact: start))
        while let state = walk.waiting.popLast() {
            guard walk.seen.count <= limit else { return nil }
            walk.visit(state, answers)
        }
        return walk.ends
    }

    private mutating func push(_ state: State) {
        guard state.index < entries.count else {
            ends.insert(End(isGranted: state.standing == .granted, fact: state.fact))
            return
        }
        if seen.insert(state).inserted { waiting.append(state) }
    }

    private mutating func visit(_ state: State, _ answers: (Int, Fact) -> [Answer]) {
        let entry = entries[state.index]
        guard entry.kind != .substack else {
            push(entered(state, from: entry.level))
            return
        }
        for answer in answers(state.index, state.fact) {
            var next = state
            next.fact = answer.fact
            next.index += 1
            let action = entry.control.action(for: answer.result)
            apply(action, answer.result, at: entry, to: &next)
            next.saved &= Self.mask(below: next.index < entries.count ? entries[next.index].level : 0)
            push(next)
        }
    }

    /// The state behind the head of a substack; what is empty keeps no standing.
    private func entered(_ state: State, from level: Int) -> State {
        var next = state
        next.index += 1
        guard next.index < entries.count, entries[next.index].level > level else { return next }
        let shift = UInt32(2 * (level + 1))
        next.saved = next.saved & Self.mask(below: level) | state.standing.rawValue << shift
        return next
    }

    /// The bits of all levels up to one.
    private static func mask(below level: Int) -> UInt32 { UInt32((UInt64(1) << UInt64(2 * (level + 1))) - 1) }

    private func apply(_ action: PamAction, _ result: PamReturn, at entry: PamEntry, to state: inout State) {
        switch action {
        case .ignore: break
        case .reset: state.standing = Standing(rawValue: state.saved >> UInt32(2 * entry.level) & 3) ?? .open
        case .ok, .done:
            if state.standing == .open || state.standing == .granted { state.standing = result == .success ? .granted : .held }
            if action == .done, state.standing != .refused { state.index = endOfStack(after: state.index - 1, level: entry.level) }
        case .bad, .die:
            state.standing = .refused
            if action == .die { state.index = endOfStack(after: state.index - 1, level: entry.level) }
        case .jump(let count):
            guard let target = target(ofJump: count, from: state.index - 1, level: entry.level) else {
                state.standing = .refused
                state.index = endOfStack(after: state.index - 1, level: entry.level)
                return
            }
            state.index = target
        }
    }

    /// The place after the stack or substack that an entry stands in.
    private func endOfStack(after index: Int, level: Int) -> Int {
        entries[(index + 1)...].firstIndex { $0.level < level } ?? entries.count
    }

    /// The place that a jump leads to, substacks counted as one; nil where the stack ends before.
    private func target(ofJump count: Int, from index: Int, level: Int) -> Int? {
        var place = index
        for _ in 0..<min(count, entries.count + 1) {
            guard place + 1 < entries.count, entries[place + 1].level >= level else { return nil }
            place += 1
            while place + 1 < entries.count, entries[place + 1].level > level { place += 1 }
        }
        return place + 1
    }
}
