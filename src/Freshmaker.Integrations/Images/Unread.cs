using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Images;

/// <summary>Records that cannot be read: told to whoever asked to be told, else a fault.</summary>
internal sealed class Unread(Action<Fault>? listener)
{
    /// <summary>What was read, or the default when that failed and was told.</summary>
    public T? OrTell<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (OutsideFault fault) when (listener is not null)
        {
            listener(fault.ToFault());
            return default;
        }
    }

    /// <summary>What a record says of a build. If that cannot be read, but it is clear which build it is of, then that this build is unreadable.</summary>
    /// <param name="image">The record.</param>
    /// <param name="asked">The builds that were asked for.</param>
    /// <param name="read">Reads all of it; null when it is not of a Koji build.</param>
    public ArchRecord? Read(Shape image, IReadOnlyCollection<string> asked, Func<ArchRecord?> read) => OrTell(() =>
    {
        if (ArchRecordReader.Build(image) is not { } nvr)
            return null;
        if (!asked.Contains(nvr.ToString()))
            throw image.At("brew", "build").Fault("is none of those that were asked for");
        try
        {
            return read();
        }
        catch (OutsideFault fault)
        {
            return new ArchRecord(nvr, "") { Unreadable = fault.ToFault() };
        }
    });
}
