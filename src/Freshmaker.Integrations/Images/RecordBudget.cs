using Freshmaker.Integrations.Http;

namespace Freshmaker.Integrations.Images;

/// <summary>How many records one question may bring in all its parts and pages: more is a fault, since a cut list would leave images unfixed.</summary>
internal sealed class RecordBudget(int max)
{
    int _taken;

    public void Take(int records, Shape page)
    {
        if (Interlocked.Add(ref _taken, records) > max)
            throw page.Fault($"brings more than the {max} records that one question may have");
    }
}
