namespace Freshmaker.Integrations.Koji.XmlRpc;

/// <summary>How much of a foreign document is taken.</summary>
/// <param name="MaxDepth">Structs and arrays inside each other.</param>
/// <param name="MaxValues">Values of all kinds.</param>
internal sealed record XmlRpcLimits(int MaxDepth = 100, int MaxValues = 2_000_000)
{
    public static XmlRpcLimits Usual { get; } = new();
}
