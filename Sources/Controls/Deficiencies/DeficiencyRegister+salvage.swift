extension DeficiencyRegister {
    /// The register without what an opening on record contradicts, where records before it are lost: the numbers of openings that are not
    /// there, and a deficiency of its subject of which the closing is not there.
    package func makingWay(for opening: DeficiencyOpening) -> DeficiencyRegister {
        guard opening.id > next || open(of: opening.subject) != nil else { return self }
        var histories = histories
        histories[opening.subject.test]?.open[opening.subject.subject] = nil
        return DeficiencyRegister(histories, next: max(next, opening.id))
    }
}
