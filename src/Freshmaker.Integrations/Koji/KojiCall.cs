using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>One call of the hub's API.</summary>
/// <param name="Method">Its name there.</param>
/// <param name="About">What it is about, as people would say it: an NVR, an id. Never a credential.</param>
internal sealed record KojiCall(string Method, string About, params IReadOnlyList<XmlRpcValue> Args)
{
    /// <summary>Koji's way to hand over arguments by name: a last argument that says it is not one.</summary>
    const string NamedArguments = "__starstar";

    /// <summary>The call as it is named in faults.</summary>
    public string Name => Words.Clean($"{Method}({About})", OutsideHttp.MaxCall);

    public static XmlRpcValue Named(params IEnumerable<(string Name, XmlRpcValue Value)> members) => XmlRpcValue.Of([.. members, (NamedArguments, true)]);

    public OutsideFault Fault(string text, Exception? inner = null) => new(KojiHub.System, Name, Words.Clean(text, Answer.MaxText), inner);
}
