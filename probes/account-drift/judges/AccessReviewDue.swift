import Controls
import ProbeKit

extension AccountDriftProbe {
    private static let check = CheckID.accessReview

    /// Whether somebody reviewed who may do what, and whether what that person took away is gone.
    func judgeReview(_ evidence: AccountDriftEvidence, into results: inout Results) {
        guard let review = evidence.review else {
            return results.add(Self.result(.inconclusive(.notConfigured), "no ReviewRecord= names a review", settings, nil))
        }
        if let document = review.document { results.rely(on: document) }
        results.add(judged(review))
        guard review.gap == nil, let signer = review.seal?.signer, signer == review.reviewer, !review.revoked.isEmpty else { return }
        judgeRevoked(review, evidence, into: &results)
    }

    /// What the reviewer took away and the host still has.
    private func judgeRevoked(_ review: AccessReview, _ evidence: AccountDriftEvidence, into results: inout Results) {
        judgeSources(evidence.accounts, databases: ["passwd", "group", "sudoers"], check: Self.check, into: &results)
        for unread in evidence.grants.unread + evidence.keys.unread { results.add(unread.result(Self.check)) }
        let revoked = Set(review.revoked)
        for subject in Set(AccessSubjects.all(in: evidence, settings).filter(revoked.contains)).sorted() {
            results.add(
                CheckResult(
                    Self.check, subject: subject, .fail(.unexpected), required: "gone, as the review has it",
                    observed: "\(review.reviewer) revoked it on \(Self.day(review.reviewedAt)), and it is still there",
                    sources: [Source(review.path)]))
        }
    }

    private func judged(_ review: AccessReview) -> CheckResult {
        if let gap = review.gap { return Self.result(.inconclusive(gap.reason), gap.text, settings, review, line: gap.line) }
        if let seal = review.seal, seal.isSigned, let gap = seal.gap {
            return Self.result(.inconclusive(gap.reason), gap.text, settings, review)
        }
        let shortcoming = Self.absence(of: review) ?? Self.shortcoming(of: review) ?? lateness(of: review)
        if let (reason, text) = shortcoming { return Self.result(.fail(reason), text, settings, review) }
        let text =
            "reviewed by \(review.reviewer) on \(Self.day(review.reviewedAt)): \(review.subjects) subjects, \(review.revoked.count) revoked"
        return Self.result(.pass, text, settings, review)
    }

    private static func result(
        _ verdict: Verdict, _ observed: String, _ settings: AccountDriftSettings, _ review: AccessReview?, line: Int? = nil
    ) -> CheckResult {
        var result = CheckResult(
            check, subject: "review", verdict, required: "a signed review within \(settings.reviewInterval)", observed: observed,
            sources: review.map { [Source($0.path, line: line)] } ?? [])
        if let review, review.laterCount > 0 {
            let more = review.laterCount > review.later.count ? ", …" : ""
            let names = review.later.joined(separator: ", ")
            result.notes = [Note(.attention, "\(review.laterCount) that the review does not name: \(names)\(more)")]
        }
        return result
    }

    /// What is missing for there to be a review at all.
    private static func absence(of review: AccessReview) -> (FailReason, String)? {
        guard review.provenance != nil else {
            return (.recordMissing, "there is no such file; `soc2d record access-review --sheet \(review.path)` prepares one")
        }
        if review.reviewer.isEmpty || review.reviewedAt == nil {
            return (.recordMissing, "nobody has reviewed it yet: ReviewedBy= and ReviewedAt= say who did and when")
        }
        if review.undecidedCount > 0 {
            let more = review.undecidedCount > review.undecided.count ? ", …" : ""
            let names = review.undecided.joined(separator: ", ")
            return (.recordMissing, "\(review.undecidedCount) of \(review.subjects) subjects are undecided: \(names)\(more)")
        }
        guard review.seal?.signer == nil else { return nil }
        return review.hasSigners
            ? (.recordMissing, "unsigned; sign it with `ssh-keygen -Y sign -n \(DetachedSignature.namespace) \(review.path)`")
            : (.recordMissing, "unsigned, and nobody may sign; name who may with Signer= in [Keys] of soc2d.conf, then sign it")
    }

    /// What keeps a signed review from being one of this host.
    private static func shortcoming(of review: AccessReview) -> (FailReason, String)? {
        if let signer = review.seal?.signer, signer != review.reviewer {
            return (.recordMissing, "signed by \(signer), but ReviewedBy=\(review.reviewer); whoever reviews has to sign")
        }
        if !review.host.isEmpty, !review.observedHost.isEmpty, review.host != review.observedHost {
            return (.recordMissing, "a review of \(review.host), and this is \(review.observedHost)")
        }
        if review.subjects == 0 || !review.isWhole {
            return (.recordMissing, "its subjects are not those that it was prepared with: Scope= does not fit them; prepare a new sheet")
        }
        return nil
    }

    private func lateness(of review: AccessReview) -> (FailReason, String)? {
        guard let reviewed = review.reviewedAt, let prepared = review.preparedAt else {
            return (.recordMissing, "PreparedAt= does not say when it was prepared; prepare a new sheet")
        }
        let (now, at, since) = (Moment(seconds: review.now), Moment(seconds: reviewed), Moment(seconds: prepared))
        if at > now { return (.futureTime, "ReviewedAt=\(at.rfc3339) is later than now, \(now.rfc3339)") }
        // A day begins before what was prepared on it.
        if at.days < since.days { return (.recordMissing, "reviewed on \(Self.day(reviewed)), before it was prepared") }
        let limit = settings.reviewInterval
        if let age = now.since(at), age > limit { return (.stale, "reviewed on \(Self.day(reviewed)), longer ago than \(limit)") }
        if let age = at.since(since), age > limit {
            return (.stale, "prepared on \(Self.day(prepared)), longer than \(limit) before the review; prepare a new sheet")
        }
        return nil
    }

    private static func day(_ seconds: Int64?) -> String { String(Moment(seconds: seconds ?? 0).rfc3339.prefix(10)) }
}
