namespace Freshmaker.Sandbox.Koji;

/// <summary>What the hub answers instead of a result; the codes are Koji's.</summary>
internal sealed class KojiFault(int code, string text) : Exception(text)
{
    public const int Generic = 1000;
    public const int Auth = 1002;
    public const int NotAllowed = 1004;
    public const int AuthExpired = 1007;
    public const int Sequence = 1008;
    public const int Retry = 1009;
    public const int Offline = 1014;
    public const int Parameter = 1019;

    public int Code { get; } = code;
}
