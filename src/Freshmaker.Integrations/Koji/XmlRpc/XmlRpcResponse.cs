namespace Freshmaker.Integrations.Koji.XmlRpc;

/// <summary>What a method answered.</summary>
internal abstract record XmlRpcResponse
{
    XmlRpcResponse() { }

    public sealed record Result(XmlRpcValue Value) : XmlRpcResponse;

    public sealed record Fault(int Code, string Text) : XmlRpcResponse;
}
