using Freshmaker.Integrations.Koji.XmlRpc;

namespace Freshmaker.Integrations.Koji;

/// <summary>What never changes of a container task: its id, which request it was made with, and when Koji's clock said it was.</summary>
/// <param name="Request">See <see cref="ContainerRequest.KeyOf(Domain.Ports.ImageBuildRequest)"/>.</param>
internal readonly record struct OwnTask(long Id, UInt128 Request, DateTimeOffset Created)
{
    /// <summary>Null when its request is none that we could have made.</summary>
    /// <exception cref="Domain.Ports.OutsideFault">It could be ours, but is not told apart or not placed in time; passing it over could build an image twice.</exception>
    public static OwnTask? Read(XmlRpcValue task, KojiAnswer answer) => ContainerRequest.KeyOf(task.Items("request")) is { } request
        ? new(
            task.Id("id") ?? throw answer.Wrong("id must be a positive whole number"),
            request,
            Time(task.At("create_ts")) ?? throw answer.Wrong("create_ts must be a time in seconds since 1970"))
        : null;

    static DateTimeOffset? Time(XmlRpcValue? value)
    {
        var seconds = value switch
        {
            XmlRpcValue.Real { Number: var number } => number,
            XmlRpcValue.Integer { Number: var number } => number,
            _ => double.NaN,
        };
        return seconds >= 0 && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
    }
}
