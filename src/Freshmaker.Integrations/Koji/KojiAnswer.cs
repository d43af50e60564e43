using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>The answer to one call of a <c>multiCall</c>.</summary>
internal sealed class KojiAnswer
{
    readonly KojiCall _call;
    readonly XmlRpcValue? _value;
    readonly KojiFault? _fault;
    readonly OutsideFault? _broken;

    KojiAnswer(KojiCall call, XmlRpcValue? value, KojiFault? fault, OutsideFault? broken = null) => (_call, _value, _fault, _broken) = (call, value, fault, broken);

    public static KojiAnswer Of(KojiCall call, XmlRpcValue answer) => answer switch
    {
        XmlRpcValue.List { Items: [var value] } => new(call, value, null),
        _ when answer.WholeNumber("faultCode") is >= int.MinValue and <= int.MaxValue and var code =>
            new(call, null, KojiFault.InBatch(call, (int)code, answer.Text("faultString") ?? "", answer.Items("traceback") is [.., var last] ? last.Text() : null)),
        _ => new(call, null, null, call.Fault("the answer in a multiCall must be a list of one value, or a fault")),
    };

    /// <summary>The value, which is null for nil.</summary>
    /// <exception cref="OutsideFault">It is a fault, or no answer.</exception>
    public XmlRpcValue? Value => _broken is not null ? throw _broken : _fault is null ? _value.At() : throw _fault.ToOutsideFault();

    /// <summary>The value, or null also for a fault that is about what was asked.</summary>
    /// <exception cref="OutsideFault">The fault is a matter of time.</exception>
    public XmlRpcValue? ValueIfAny => _fault is { IsPassing: false } ? null : Value;

    /// <summary>The value, which must be a struct, or null for nil.</summary>
    /// <exception cref="OutsideFault">It is something else.</exception>
    public XmlRpcValue.Struct? Struct => Value switch
    {
        null => null,
        XmlRpcValue.Struct found => found,
        _ => throw Wrong("the answer must be a struct or nil"),
    };

    /// <summary>The items, which must be a list.</summary>
    /// <exception cref="OutsideFault">It is something else.</exception>
    public IReadOnlyList<XmlRpcValue> List => Value is XmlRpcValue.List list ? list.Items : throw Wrong("the answer must be a list");

    /// <summary>Whether a fault is about what this one call asked: it says nothing of the other calls, and asking again would not help.</summary>
    public static bool IsOfOneCall(OutsideFault fault) => fault.InnerException is not KojiFault { IsPassing: true };

    public OutsideFault Wrong(string problem) => _call.Fault(problem);
}
