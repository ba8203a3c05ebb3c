import Ledger
import Testing

/// Proofs that are not what they should be: a verifier refuses every one.
@Suite struct ProofTests {
    private let naive: NaiveTree
    private let hasher: TreeHasher

    init() throws {
        naive = try NaiveTree(size: 70)
        hasher = naive.hasher
    }

    private func inclusion(_ leaf: Int, _ size: Int) -> InclusionProof {
        InclusionProof(leaf: leaf, size: size, hashes: naive.path(leaf, in: 0..<size))
    }

    private func consistency(_ from: Int, _ to: Int) -> ConsistencyProof {
        ConsistencyProof(from: from, to: to, hashes: from == 0 ? [] : naive.consistency(from: from, in: 0..<to))
    }

    /// Each with one thing changed: shorter, longer, two swapped, one altered.
    private func altered(_ hashes: [TreeHash]) -> [[TreeHash]] {
        let other = hasher.leaf([])
        var results = [hashes + [other], [other] + hashes]
        if let last = hashes.last { results.append(hashes + [last]) }
        for index in hashes.indices {
            var fewer = hashes
            fewer.remove(at: index)
            results.append(fewer)
            var wrong = hashes
            wrong[index] = other
            results.append(wrong)
            guard index > 0 else { continue }
            var swapped = hashes
            swapped.swapAt(index, index - 1)
            results.append(swapped)
        }
        return results
    }

    @Test func `an inclusion proof with any change is refused`() {
        for size in 1...70 {
            let root = naive.root(of: 0..<size)
            for leaf in 0..<size {
                let proof = inclusion(leaf, size)
                #expect(!proof.proves(hasher.leaf([]), in: root, with: hasher))
                #expect(!proof.proves(naive.leaves[leaf], in: hasher.leaf([]), with: hasher))
                for hashes in altered(proof.hashes) {
                    let changed = InclusionProof(leaf: leaf, size: size, hashes: hashes)
                    #expect(!changed.proves(naive.leaves[leaf], in: root, with: hasher), "\(leaf) of \(size)")
                }
            }
        }
    }

    @Test func `an inclusion proof for one leaf proves no other`() {
        for size in [1, 2, 3, 7, 8, 20] {
            let root = naive.root(of: 0..<size)
            for leaf in 0..<size {
                for other in -1...size + 1 where other != leaf {
                    let moved = InclusionProof(leaf: other, size: size, hashes: inclusion(leaf, size).hashes)
                    #expect(!moved.proves(naive.leaves[leaf], in: root, with: hasher))
                }
            }
        }
        #expect(!InclusionProof(leaf: 0, size: 0, hashes: []).proves(hasher.emptyTree, in: hasher.emptyTree, with: hasher))
        #expect(!InclusionProof(leaf: .max, size: .max, hashes: []).proves(naive.leaves[0], in: naive.leaves[0], with: hasher))
        #expect(!InclusionProof(leaf: .min, size: .min, hashes: []).proves(naive.leaves[0], in: naive.leaves[0], with: hasher))
    }

    @Test func `a consistency proof with any change is refused`() {
        for to in 0...40 {
            let later = naive.root(of: 0..<to)
            for from in 0...to {
                let earlier = naive.root(of: 0..<from)
                let proof = consistency(from, to)
                #expect(proof.proves(earlier, before: later, with: hasher))
                #expect(!proof.proves(hasher.leaf([]), before: later, with: hasher))
                // Everything continues a tree of no leaves.
                if from > 0 { #expect(!proof.proves(earlier, before: hasher.leaf([]), with: hasher)) }
                for hashes in altered(proof.hashes) {
                    let changed = ConsistencyProof(from: from, to: to, hashes: hashes)
                    #expect(!changed.proves(earlier, before: later, with: hasher), "\(from) before \(to)")
                }
            }
        }
    }

    @Test func `a consistency proof for one size proves no other`() {
        for to in [2, 3, 7, 8, 9, 20] {
            let later = naive.root(of: 0..<to)
            for from in 1..<to {
                let proof = consistency(from, to)
                for other in -1...to + 1 where other != from {
                    let moved = ConsistencyProof(from: other, to: to, hashes: proof.hashes)
                    #expect(!moved.proves(naive.root(of: 0..<from), before: later, with: hasher), "\(from) as \(other) before \(to)")
                }
            }
        }
        let root = naive.leaves[0]
        for (from, to) in [(2, 1), (-1, 1), (.min, .max), (1, .max), (.max - 1, .max), (.max, .max - 1)] {
            #expect(!ConsistencyProof(from: from, to: to, hashes: [root]).proves(root, before: root, with: hasher))
        }
    }

    @Test func `two trees of one size are consistent if their roots are the same`() {
        let empty = ConsistencyProof(from: 3, to: 3, hashes: [])
        #expect(empty.proves(naive.root(of: 0..<3), before: naive.root(of: 0..<3), with: hasher))
        #expect(!empty.proves(naive.root(of: 0..<3), before: naive.root(of: 0..<4), with: hasher))
        let nothing = ConsistencyProof(from: 0, to: 0, hashes: [])
        #expect(nothing.proves(hasher.emptyTree, before: hasher.emptyTree, with: hasher))
        #expect(!nothing.proves(naive.leaves[0], before: naive.leaves[0], with: hasher))
    }
}
