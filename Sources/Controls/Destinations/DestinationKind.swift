/// What notices can be sent to: the `Kind=` of a destination file.
package enum DestinationKind: String, CaseIterable, Hashable, Sendable {
    case webhook, journald, alertmanager, slack, teams, pagerduty, discord
    case googleChat = "google-chat"
    case mattermost, matrix, telegram, heartbeat
}
