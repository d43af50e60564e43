namespace Freshmaker.Domain.Ports;

/// <summary>An outside system could not do or answer something for reasons of its own: worth trying again later.</summary>
/// <param name="system">Which system: <c>PDC</c>, <c>MBS</c>, <c>dist-git</c>.</param>
/// <param name="call">Which call, as people would name it: <c>GET modules/?component_name=…</c>.</param>
/// <param name="text">The system's own words, shortened; never a credential.</param>
/// <param name="inner">What was thrown, if anything.</param>
public sealed class OutsideFault(string system, string call, string text, Exception? inner = null) : Exception($"{system} at {call}: {text}", inner)
{
    public string System { get; } = system;
    public string Call { get; } = call;
    public string Text { get; } = text;

    public Fault ToFault() => new(System, Call, Text);
}

/// <summary>An <see cref="OutsideFault"/> as data.</summary>
public sealed record Fault(string System, string Call, string Text);
