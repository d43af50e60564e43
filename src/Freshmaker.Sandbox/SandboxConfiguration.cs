using System.Globalization;
using Freshmaker.Sandbox.Reading;

namespace Freshmaker.Sandbox;

/// <summary>Reads <see cref="SandboxOptions"/> from environment variables and command line.</summary>
internal static class SandboxConfiguration
{
    private static readonly string[] Known = ["Sandbox:Delay", "Sandbox:Bus:Exchange", "Sandbox:Bus:TopicPrefix", "Sandbox:Mbs:Token", "Sandbox:Mbs:FirstId", "Sandbox:Koji:User", "Sandbox:Koji:Password", "Sandbox:Koji:ScratchTaskMessagesOnly", "Sandbox:Odcs:Token", "Sandbox:Odcs:OldMessages"];

    public static SandboxOptions Read(IConfiguration configuration)
    {
        foreach (var (key, _) in configuration.GetSection("Sandbox").AsEnumerable().Where(entry => entry.Value is not null))
        {
            if (!Known.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                throw new RefusedException(key, $"unknown key; known are {string.Join(", ", Known)}");
            }
        }

        return new()
        {
            Port = Number(configuration, "FRESHMAKER_SANDBOX_PORT", 5090, 0, 65535),
            StateDirectory = Text(configuration, "SANDBOX_STATE"),
            WorldFile = Text(configuration, "SANDBOX_WORLD"),
            RabbitMq = Amqp(Text(configuration, "ConnectionStrings:rabbitmq")),
            Exchange = Text(configuration, "Sandbox:Bus:Exchange") ?? "amq.topic",
            TopicPrefix = Text(configuration, "Sandbox:Bus:TopicPrefix") ?? "org.fedoraproject.prod",
            StepDelay = Delay(Text(configuration, "Sandbox:Delay")),
            MbsToken = Text(configuration, "Sandbox:Mbs:Token"),
            KojiUser = Text(configuration, "Sandbox:Koji:User"),
            KojiPassword = Text(configuration, "Sandbox:Koji:Password"),
            FirstBuildId = Number(configuration, "Sandbox:Mbs:FirstId", 5000, 1, 1_000_000_000),
            OdcsToken = Text(configuration, "Sandbox:Odcs:Token"),
            OldComposeMessages = Flag(configuration, "Sandbox:Odcs:OldMessages"),
            ScratchTaskMessagesOnly = Flag(configuration, "Sandbox:Koji:ScratchTaskMessagesOnly"),
            LogToConsole = true,
        };
    }

    private static string? Text(IConfiguration configuration, string key) =>
        configuration[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static int Number(IConfiguration configuration, string key, int otherwise, int from, int to) => Text(configuration, key) switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to => number,
        _ => throw new RefusedException(key, $"must be a whole number from {from} to {to}"),
    };

    private static bool Flag(IConfiguration configuration, string key) => Text(configuration, key) switch
    {
        null => false,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => throw new RefusedException(key, "must be true or false"),
    };

    private static TimeSpan Delay(string? text) => text switch
    {
        null => SandboxOptions.UsualStep,
        _ when Durations.TryParse(text, out var duration) => duration,
        _ when double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor <= 1000 => factor * SandboxOptions.UsualStep,
        _ => throw new RefusedException("Sandbox:Delay", $"must be a factor from 0 to 1000, or {Durations.Rule["must be ".Length..]}"),
    };

    // the value may hold a password: the message must not repeat it
    private static string? Amqp(string? text) =>
        text is null || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps")
            ? text
            : throw new RefusedException("ConnectionStrings:rabbitmq", "must be an AMQP URI, as in amqp://user:password@127.0.0.1:5672/vhost");
}
