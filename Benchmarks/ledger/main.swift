// What the ledger costs: `LedgerBenchmark year DIR`, `leaves DIR COUNT`, `commits DIR COUNT`. DIR is new.
import Controls
import Ledger
import ProbeKit

let words = CommandLine.arguments
guard words.count > 2 else { throw LedgerFailure.unfit("usage: LedgerBenchmark year|leaves|commits DIR [COUNT]") }
let path = "\(words[2])/ledger"
let count = words.count > 3 ? Int(words[3]) ?? 0 : 0
switch words[1] {
case "year": try Year().write(to: path)
case "leaves": try Leaves(count: count).write(to: path)
case "verify": try Verification.run(path)
case "commits": try Commits(count: count).write(to: path)
default: throw LedgerFailure.unfit("no such benchmark: \(words[1])")
}
