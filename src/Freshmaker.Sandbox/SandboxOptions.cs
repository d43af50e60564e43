using Freshmaker.Sandbox.World.Images;

namespace Freshmaker.Sandbox;

/// <summary>How a sandbox is to be started.</summary>
public sealed record SandboxOptions
{
    /// <summary>One step of a build when nothing else is asked for.</summary>
    public static readonly TimeSpan UsualStep = TimeSpan.FromMilliseconds(400);

    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Directory of the repositories, emptied at start; without one a temporary directory is used and removed at the end.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>The world file, or a generated world such as <c>generate:layered5:1000</c>; without either the world that comes with the sandbox.</summary>
    public string? WorldFile { get; init; }

    /// <summary>The text of a world, instead of a file.</summary>
    public string? WorldJson { get; init; }

    /// <summary>Replaces the world's images.</summary>
    public ImageWorld? Images { get; init; }

    /// <summary>AMQP URI; without one messages are only recorded.</summary>
    public string? RabbitMq { get; init; }

    /// <summary>The topic exchange that messages are published to.</summary>
    public string Exchange { get; init; } = "amq.topic";

    /// <summary>What comes before every topic.</summary>
    public string TopicPrefix { get; init; } = "org.fedoraproject.prod";

    /// <summary>How long a build or a compose stays in each state.</summary>
    public TimeSpan StepDelay { get; init; } = UsualStep;

    /// <summary>The only bearer token MBS takes; without one it takes any.</summary>
    public string? MbsToken { get; init; }

    /// <summary>The only user that Koji takes; without one it takes any.</summary>
    public string? KojiUser { get; init; }

    /// <summary>The only password that Koji takes; without one it takes any that is not empty.</summary>
    public string? KojiPassword { get; init; }

    /// <summary>The id of the first module build. Koji's new tasks and builds begin as much higher, so that a sandbox after this one does not repeat them.</summary>
    public int FirstBuildId { get; init; } = 5000;

    /// <summary>The only bearer token ODCS takes for what writes; without one it takes everything.</summary>
    public string? OdcsToken { get; init; }

    /// <summary>The id of the first new compose.</summary>
    public long FirstComposeId { get; init; } = 990_000;

    /// <summary>Whether composes are told of as they were of old: <c>odcs.state.change</c> in place of <c>odcs.compose.state-changed</c>.</summary>
    public bool OldComposeMessages { get; init; }

    /// <summary>Whether Koji tells only of the tasks of scratch builds, as Fedora's does: of others it tells by their builds.</summary>
    public bool ScratchTaskMessagesOnly { get; init; }

    /// <summary>Where time comes from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether the sandbox writes its log to the console.</summary>
    public bool LogToConsole { get; init; }
}
