using System.Collections.Concurrent;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Reasons;

namespace Freshmaker.Domain.Handlers.Images;

/// <summary>Records that a catalogue could not read during one planning run: the plan goes on without them, and says so.</summary>
sealed class UnreadRecords
{
    /// <summary>So many are remarked on one by one.</summary>
    const int MostRemarks = 20;

    readonly ConcurrentQueue<Fault> _faults = [];

    /// <summary>Safe for use by several threads.</summary>
    public void Add(Fault fault) => _faults.Enqueue(fault);

    /// <summary>Each once, in an order that does not depend on who was faster.</summary>
    public IReadOnlyList<Reason> Remarks
    {
        get
        {
            var faults = _faults.Distinct().OrderBy(f => f.System, StringComparer.Ordinal).ThenBy(f => f.Call, StringComparer.Ordinal).ThenBy(f => f.Text, StringComparer.Ordinal).ToList();
            return
            [
                .. faults.Take(MostRemarks).Select(f => Reason.Of(ReasonCode.RecordUnreadable, ("system", f.System), ("call", f.Call), ("text", f.Text))),
                .. faults.Skip(MostRemarks).GroupBy(f => f.System).Select(g => Reason.Of(ReasonCode.MoreRecordsUnreadable, ("count", $"{g.Count()}"), ("system", g.Key))),
            ];
        }
    }
}
