import Foundation

/// A file that makes a service manager start the agent: text with the program's path in it.
public enum ServiceFile: String, CaseIterable, Sendable {
    case service = "sheaf-agent.service"
    case socket = "sheaf-agent.socket"
    case launchAgent = "dev.sheaf.agent.plist"

    public static var systemd: [ServiceFile] { [.service, .socket] }

    /// - Parameters:
    ///   - program: the absolute path of `sheaf`.
    ///   - logFolder: where launchd puts what is said before the agent's own log is open.
    public func text(program: String, logFolder: String = "") -> String {
        switch self {
        case .service:
            """
            [Unit]
            Description=Sheaf agent: records and syncs the sessions of coding agents
            Documentation=man:sheaf(1)
            Requires=sheaf-agent.socket
            After=sheaf-agent.socket
            StartLimitIntervalSec=300
            StartLimitBurst=10

            [Service]
            Type=notify
            ExecStart=\(Self.systemdQuoted(program)) agent run --quiet
            Restart=on-failure
            RestartSec=5
            WatchdogSec=300
            TimeoutStopSec=30
            Slice=background.slice
            Nice=5
            MemoryHigh=256M
            TasksMax=128
            UMask=0077
            NoNewPrivileges=yes
            LockPersonality=yes
            MemoryDenyWriteExecute=yes
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            RestrictNamespaces=yes
            RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
            SystemCallArchitectures=native
            SystemCallFilter=@system-service
            SystemCallErrorNumber=EPERM

            [Install]
            WantedBy=default.target

            """
        case .socket:
            """
            [Unit]
            Description=Sockets of the Sheaf agent

            [Socket]
            ListenStream=%t/sheaf/agent.sock
            FileDescriptorName=control
            SocketMode=0600
            DirectoryMode=0700

            [Install]
            WantedBy=sockets.target

            """
        case .launchAgent:
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0">
            <dict>
                <key>Label</key>
                <string>dev.sheaf.agent</string>
                <key>ProgramArguments</key>
                <array>
                    <string>\(Self.xmlEscaped(program))</string>
                    <string>agent</string>
                    <string>run</string>
                    <string>--quiet</string>
                </array>
                <key>RunAtLoad</key>
                <true/>
                <key>KeepAlive</key>
                <dict>
                    <key>SuccessfulExit</key>
                    <false/>
                </dict>
                <key>ProcessType</key>
                <string>Background</string>
                <key>Umask</key>
                <integer>63</integer>
                <key>StandardErrorPath</key>
                <string>\(Self.xmlEscaped(logFolder))/agent.err</string>
            </dict>
            </plist>

            """
        }
    }

    /// - Source: systemd.service(5), "Command lines": quotes, backslashes, `%` and `$` have a meaning.
    private static func systemdQuoted(_ path: String) -> String {
        var quoted = "\""
        for character in path {
            switch character {
            case "\"", "\\": quoted += "\\\(character)"
            case "%": quoted += "%%"
            case "$": quoted += "$$"
            default: quoted.append(character)
            }
        }
        return quoted + "\""
    }

    private static func xmlEscaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
