package import Controls

extension DestinationKind {
    /// What writes for this destination; nil for the journal, whose entries have a form of their own, and for the heartbeat, which is
    /// a checkpoint and no message.
    package func renderer(_ manner: Manner = Manner()) -> (any Renderer)? {
        switch self {
        case .webhook: WebhookRenderer(isCloudEvent: manner.isCloudEvent)
        case .alertmanager: AlertmanagerRenderer(now: manner.now)
        case .slack: SlackRenderer()
        case .teams: TeamsRenderer(isConfirmed: manner.isConfirmed)
        case .pagerduty: PagerDutyRenderer()
        case .discord: DiscordRenderer()
        case .googleChat: GoogleChatRenderer()
        case .mattermost: MattermostRenderer()
        case .matrix: MatrixRenderer(isConfirmed: manner.isConfirmed)
        case .telegram: TelegramRenderer()
        case .journald, .heartbeat: nil
        }
    }

    /// Whether ``ResponseClass/accepted`` is the best that this destination can ever say, and counts as told.
    package var isAcceptanceFinal: Bool { self == .pagerduty }

    /// Whether what is open there calls people until it is closed.
    var rings: Bool { self == .pagerduty || self == .alertmanager }

    /// What a renderer has to know beside the message.
    package struct Manner: Hashable, Sendable {
        /// `Confirm=response`: the receiver answers only when the message stands in its channel.
        package var isConfirmed = false
        /// `Format=cloudevents`.
        package var isCloudEvent = false
        /// Alertmanager is told until when an alert lasts.
        package var now: Moment

        package init(now: Moment = Moment(seconds: 0)) { self.now = now }

        package init(of destination: Destination, now: Moment) {
            self.now = now
            isConfirmed = destination.isConfirmed
            isCloudEvent = destination.format == .cloudEvents
        }
    }
}
