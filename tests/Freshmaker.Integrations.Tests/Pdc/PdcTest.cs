using Freshmaker.Domain.Ports;
using Freshmaker.Integrations.Pdc;
using Freshmaker.Integrations.Tests.Http;
using Freshmaker.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Integrations.Tests.Pdc;

/// <summary>The catalogue as the Host gets it, against a sandbox.</summary>
public abstract class PdcTest : OutsideTest
{
    const string World = """
        {
          "rpms": [{ "name": "libcapsule", "branches": ["f40", "f41"] }],
          "containers": [],
          "modules": [
            { "name": "webstack", "stream": "4", "version": "20260301000000", "rpms": ["libcapsule@f41"], "older": [{ "version": "20260201000000", "rpms": ["libcapsule@f41"] }] },
            { "name": "webstack", "stream": "3", "version": "20260101000000", "rpms": ["libcapsule@f40"] },
            { "name": "oldguard", "stream": "1", "version": "20260312120000", "rpms": [], "older": [{ "version": "20260112120000", "rpms": ["libcapsule@f41"] }] },
            { "name": "vaultkeeper", "stream": "1", "version": "20260101000000", "rpms": ["libcapsule@f41"] },
            { "name": "postroom", "stream": "2", "version": "20260101000000", "rpms": ["libcapsule@f41"] },
            { "name": "capsulekit", "stream": "1", "version": "20260101000000", "rpms": ["libcapsule@f41"] },
            { "name": "ledgerbook", "stream": "5", "version": "20260101000000", "rpms": ["libcapsule@f41"] },
            { "name": "sunset", "stream": "9", "version": "20260101000000", "rpms": ["libcapsule@f41"], "active": false },
            { "name": "shopfront", "stream": "1", "version": "20260101000000", "builtFrom": ["webstack:4"] },
            { "name": "bookings", "stream": "2", "version": "20260101000000", "builtFrom": ["webstack:4"] },
            { "name": "archive", "stream": "1", "version": "20260101000000", "builtFrom": ["webstack:3"] },
            { "name": "toolshed", "stream": "7", "version": "20260101000000" },
            { "name": "toolshed", "stream": "2", "version": "20260101000000" },
            { "name": "casehold", "stream": "1", "version": "20260101000000" },
            { "name": "mixed", "stream": "1", "version": "20260101000000", "builtFrom": ["webstack:3", "toolshed:7"] },
            { "name": "pair", "stream": "1", "version": "20260101000000", "builtFrom": ["toolshed:2"] },
            { "name": "pair", "stream": "2", "version": "20260101000000", "builtFrom": ["toolshed:2"] },
            { "name": "Twin", "stream": "1", "version": "20260101000000", "builtFrom": ["casehold:1"] },
            { "name": "twin", "stream": "1", "version": "20260909000000" }
          ]
        }
        """;

    protected override SandboxOptions Options => new() { StepDelay = TimeSpan.Zero, WorldJson = World };

    protected IModuleCatalogue Catalogue(Func<PdcOptions, PdcOptions>? change = null) => Catalogue(new Uri(Sandbox.PdcUrl), change);

    public static IModuleCatalogue Catalogue(Uri url, Func<PdcOptions, PdcOptions>? change = null)
    {
        var options = new PdcOptions { Url = url, Limits = Quick.Limits };
        return new ServiceCollection().AddPdc(change?.Invoke(options) ?? options).BuildServiceProvider().GetRequiredService<IModuleCatalogue>();
    }
}
