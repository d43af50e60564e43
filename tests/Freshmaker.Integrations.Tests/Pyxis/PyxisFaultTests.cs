using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Http;
using Freshmaker.Integrations.Tests.Images;
using Freshmaker.Sandbox.Faults;

namespace Freshmaker.Integrations.Tests.Pyxis;

public sealed class PyxisFaultTests : ImageCatalogueFaults
{
    protected override string System => "Pyxis";

    [Fact]
    public async Task A_database_that_did_not_answer_in_time_is_asked_again()
    {
        Sandbox.Faults.Set("pyxis", new() { Garbage = Garbage.Busy, Times = 2 });

        (await Catalogue().ByNvrAsync(["web-container-1-5"], null, Stop)).Count.ShouldBe(1);

        Calls.ShouldBe(3);
    }

    [Fact]
    public async Task A_database_that_never_answers_in_time_is_a_fault()
    {
        Sandbox.Faults.Set("pyxis", new() { Garbage = Garbage.Busy });

        (await Should.ThrowAsync<OutsideFault>(Questions(Catalogue())[3])).Text
            .ShouldStartWith("HTTP 200, data.find_images.error says 504 Pyxis API was unable to fetch data from MongoDB in time");

        Calls.ShouldBe(3);
    }

    protected override IImageCatalogue Catalogue(bool small = false, int maxPages = 100, int maxRecords = 100_000, HttpLimits? limits = null) => Pyxis(small, maxPages, maxRecords, limits);
}
