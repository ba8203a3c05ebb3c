// What the ledger costs: `LedgerBenchmark year DIR [CYCLES]`, `leaves DIR COUNT`, `commits DIR COUNT`. DIR is new.
// What reading it costs: `LedgerBenchmark verify DIR`, `open DIR`.
// What it keeps: `LedgerBenchmark cycles DIR COUNT`, under faults, then `check DIR [SIZE ROOT]…` with what was acknowledged.
import Controls
import Ledger
import ProbeKit

let words = CommandLine.arguments
guard words.count > 2 else { throw LedgerFailure.unfit("usage: LedgerBenchmark year|leaves|commits|verify|open|cycles|check DIR [COUNT]") }
let path = "\(words[2])/ledger"
let count = words.count > 3 ? Int(words[3]) ?? 0 : 0
switch words[1] {
case "year": try Year(cycles: count > 0 ? count : Year.cycles).write(to: path)
case "leaves": try Leaves(count: count).write(to: path)
case "verify": try Verification.run(path)
case "open": try Opening.run(path)
case "commits": try Commits(count: count).write(to: path)
case "cycles": Interrupted(path: path).run(cycles: count)
case "check":
    let heads = stride(from: 3, to: words.count - 1, by: 2).compactMap { index in
        TreeHash(base64: words[index + 1].utf8).map { TreeHead(size: Int(words[index]) ?? 0, root: $0) }
    }
    try Interrupted(path: path).check(acknowledged: heads)
default: throw LedgerFailure.unfit("no such benchmark: \(words[1])")
}
