package import Controls
internal import Notices

/// What is known of a remote destination.
package struct Contact: Hashable, Sendable {
    /// When it was tested last, and the digest of its settings then.
    package var tested: Moment
    package var settings: String
    /// When the first of the tests was that follow one another weekly and have these settings.
    package var since: Moment
    /// When it took a notice or a test last, since then: what came with other settings, or before a long pause, does not count.
    package var delivered: Moment?
    /// The same, without a word on whether people can read it.
    package var accepted: Moment?

    /// Tests that are further apart than this do not follow one another.
    static let longestPause = TimeSpan.days(8)

    package init(tested: Moment, settings: String) { (self.tested, self.settings, since) = (tested, settings, tested) }

    /// - Parameter test: another one.
    func after(_ test: Contact) -> Contact {
        guard settings == test.settings, test.tested.since(tested).map({ $0 <= Self.longestPause }) ?? true else { return test }
        var next = self
        next.tested = test.tested
        return next
    }

    mutating func take(_ delivery: DeliveryRecord) {
        switch delivery.outcome {
        case .delivered: delivered = delivery.at
        case .accepted: accepted = delivery.at
        case .failed, .dead, .superseded: break
        }
    }
}
