using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Odcs;
using Freshmaker.Integrations.Tests.Http;

namespace Freshmaker.Integrations.Tests.Odcs;

public sealed class OdcsFuzzTests : OdcsTest
{
    static readonly OdcsOptions Given = new() { Url = new("http://outside.example.org") };

    [Fact]
    public void A_compose_of_any_shape_is_read_or_a_fault() => Mixed(MutatedJson.Try(Item(5, Build).ToJsonString(), http => Composes(http).GetAsync([5], Stop)));

    [Fact]
    public void A_list_of_any_shape_is_read_or_a_fault() =>
        Mixed(MutatedJson.Try(Page(Item(6, Pulp), Item(5, Build, "done")), http => Composes(http).FindAsync(Build, Now.AddMinutes(-1), Stop)));

    [Fact]
    public void An_answer_of_any_shape_is_read_or_a_fault() => Mixed(MutatedJson.Try(Item(5, Pulp).ToJsonString(), http => Composes(http).RequestAsync(Pulp, Stop)));

    static OdcsComposes Composes(HttpClient http) => new(http, Given, TimeProvider.System);

    static void Mixed((int Values, int Faults) tries)
    {
        tries.Values.ShouldBeGreaterThan(20);
        tries.Faults.ShouldBeGreaterThan(20);
    }
}
