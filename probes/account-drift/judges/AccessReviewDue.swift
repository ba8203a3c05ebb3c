import Controls
import ProbeKit

extension AccountDriftProbe {
    private static let check = CheckID.accessReview

    /// Whether somebody reviewed who may do what, and whether what that person took away is gone.
    func judgeReview(_ evidence: AccountDriftEvidence, against baseline: AccountDriftEvidence?, into results: inout Results) {
        guard let review = evidence.review else {
            return results.add(Self.result(.inconclusive(.notConfigured), "no ReviewRecord= names a review", settings, nil))
        }
        if let document = review.document { results.rely(on: document) }
        let flaw = Self.absence(of: review) ?? Self.shortcoming(of: review) ?? lateness(of: review)
        results.add(judged(review, flaw ?? omission(of: review, evidence, baseline)))
        guard review.gap == nil else { return }
        for result in unlistedAccess(evidence, against: baseline, Self.check) { results.add(result) }
        guard let signer = review.seal?.signer, signer == review.reviewer, flaw == nil || flaw?.0 == .stale else { return }
        judgeRevoked(review, evidence, into: &results)
    }

    /// What the reviewer took away and the host still has.
    private func judgeRevoked(_ review: AccessReview, _ evidence: AccountDriftEvidence, into results: inout Results) {
        guard !review.revoked.isEmpty else { return }
        let revoked = Set(review.revoked)
        for subject in Set(AccessSubjects.all(in: evidence, settings).filter(revoked.contains)).sorted() {
            results.add(
                CheckResult(
                    Self.check, subject: subject, .fail(.unexpected), required: "gone, as the review has it",
                    observed: "\(review.reviewer) revoked it on \(Self.day(review.reviewedAt)), and it is still there",
                    sources: [Source(review.path)]))
        }
    }

    private func judged(_ review: AccessReview, _ flaw: (FailReason, String)?) -> CheckResult {
        if let gap = review.gap { return Self.result(.inconclusive(gap.reason), gap.text, settings, review, line: gap.line) }
        if let seal = review.seal, seal.isSigned, let gap = seal.gap {
            return Self.result(.inconclusive(gap.reason), gap.text, settings, review)
        }
        if let (reason, text) = flaw { return Self.result(.fail(reason), text, settings, review) }
        if let text = Self.incompleteness(of: review) { return Self.result(.inconclusive(.populationIncomplete), text, settings, review) }
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
            let more = review.laterCount > AccessReview.named ? ", …" : ""
            let names = review.later.prefix(AccessReview.named).joined(separator: ", ")
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
        if review.host.isEmpty {
            return (
                .recordMissing, "Host= does not say of which host it is; give the host a name in /etc/hostname, and prepare a new sheet"
            )
        }
        if !review.observedHost.isEmpty, review.host != review.observedHost {
            return (.recordMissing, "a review of \(review.host), and this is \(review.observedHost)")
        }
        if review.subjects == 0 || !review.isWhole {
            return (.recordMissing, "its subjects are not those that it was prepared with: Scope= does not fit them; prepare a new sheet")
        }
        return nil
    }

    private func lateness(of review: AccessReview) -> (FailReason, String)? {
        guard let reviewed = review.reviewedAt, let from = review.reviewedFrom, let until = review.reviewedUntil,
            let prepared = review.preparedAt
        else {
            return (.recordMissing, "PreparedAt= does not say when it was prepared; prepare a new sheet")
        }
        let (now, since) = (Moment(seconds: review.now), Moment(seconds: prepared))
        let (earliest, latest) = (Moment(seconds: from), Moment(seconds: until))
        if earliest > now {
            return (.futureTime, "ReviewedAt=\(Moment(seconds: reviewed).rfc3339) is later than now, \(now.rfc3339)")
        }
        if latest < since { return (.recordMissing, "reviewed on \(Self.day(reviewed)), before it was prepared") }
        let limit = settings.reviewInterval
        if let age = now.since(latest), age > limit { return (.stale, "reviewed on \(Self.day(reviewed)), longer ago than \(limit)") }
        if let age = earliest.since(since), age > limit {
            return (.stale, "prepared on \(Self.day(prepared)), longer than \(limit) before the review; prepare a new sheet")
        }
        return nil
    }

    /// That it leaves out what was there when it was prepared: the approved look or the password says so.
    private func omission(
        of review: AccessReview, _ evidence: AccountDriftEvidence, _ baseline: AccountDriftEvidence?
    ) -> (FailReason, String)? {
        guard let prepared = review.preparedAt, !review.later.isEmpty else { return nil }
        var older: Set<String> = []
        if let baseline, baseline.logins.seen > 0, baseline.logins.seen <= prepared {
            older.formUnion(AccessSubjects.all(in: baseline, settings))
        }
        // The whole day of the last change of the password has to be over.
        let aged = evidence.accounts.accounts.lazy.filter {
            ($0.lastChange ?? 0) > 0 && (Int64($0.lastChange ?? 0) + 1) * 86_400 <= prepared
        }
        older.formUnion(aged.map { AccessSubjects.account($0.name) })
        let left = review.later.filter(older.contains)
        guard !left.isEmpty else { return nil }
        let more = left.count > AccessReview.named ? ", …" : ""
        let names = left.prefix(AccessReview.named).joined(separator: ", ")
        return (.recordMissing, "\(left.count) that were there when it was prepared are not on it: \(names)\(more); prepare a new sheet")
    }

    /// Why nobody knows whether it is about everything.
    private static func incompleteness(of review: AccessReview) -> String? {
        if review.gapsCount > 0 {
            let more = review.gapsCount > review.gaps.count ? "; …" : ""
            return "\(review.gapsCount) could not be looked at when it was prepared: \(review.gaps.joined(separator: "; "))\(more)"
        }
        return review.laterCount > review.later.count
            ? "more is not on it than can be told apart, \(review.laterCount); prepare a new sheet" : nil
    }

    private static func day(_ seconds: Int64?) -> String { String(Moment(seconds: seconds ?? 0).rfc3339.prefix(10)) }
}
