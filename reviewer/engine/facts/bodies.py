"""Names of committees that conferences simulate, in English and Spanish, long and short, folded when compared."""

from __future__ import annotations

BODIES = """
First Committee | General Assembly First Committee | GA1 | GA First | DISEC
| Disarmament and International Security | Disarmament and International Security Committee | Primera Comisión
| Desarme y Seguridad Internacional
Second Committee | General Assembly Second Committee | GA2 | GA Second | ECOFIN
| Economic and Financial Committee | Economic and Financial | Segunda Comisión
| Asuntos Económicos y Financieros
Third Committee | General Assembly Third Committee | GA3 | GA Third | SOCHUM
| Social, Humanitarian and Cultural Committee | Social, Cultural and Humanitarian Committee
| Social Humanitarian and Cultural Affairs | Tercera Comisión | Asuntos Sociales, Humanitarios y Culturales
Fourth Committee | General Assembly Fourth Committee | GA4 | GA Fourth | SPECPOL
| Special Political and Decolonization Committee | Special Political and Decolonization | Cuarta Comisión
| Política Especial y de Descolonización
Fifth Committee | General Assembly Fifth Committee | GA5 | Administrative and Budgetary Committee
| Quinta Comisión
Sixth Committee | General Assembly Sixth Committee | GA6 | GA Sixth | Legal Committee | LEGAL | Sexta Comisión
| Comisión Jurídica
Security Council | United Nations Security Council | UN Security Council | UNSC | Consejo de Seguridad | CSNU
| CS ONU
Human Rights Council | United Nations Human Rights Council | UNHRC | HRC | Consejo de Derechos Humanos | CDH
Economic and Social Council | ECOSOC | Consejo Económico y Social
World Health Organization | World Health Organisation | World Health Assembly | WHO
| Organización Mundial de la Salud | OMS
United Nations Environment Programme | United Nations Environment Program | United Nations Environment Assembly
| UNEP | UNEA | Programa de las Naciones Unidas para el Medio Ambiente | PNUMA
United Nations Development Programme | United Nations Development Program | UNDP
| Programa de las Naciones Unidas para el Desarrollo | PNUD
United Nations Children's Fund | UNICEF | Fondo de las Naciones Unidas para la Infancia
United Nations Educational, Scientific and Cultural Organization | UNESCO
| Organización de las Naciones Unidas para la Educación, la Ciencia y la Cultura
United Nations Office on Drugs and Crime | UNODC | Oficina de las Naciones Unidas contra la Droga y el Delito
| ONUDD
International Atomic Energy Agency | IAEA | Organismo Internacional de Energía Atómica | OIEA
United Nations High Commissioner for Refugees | UN Refugee Agency | UNHCR
| Alto Comisionado de las Naciones Unidas para los Refugiados | ACNUR
Commission on the Status of Women | CSW | Comisión de la Condición Jurídica y Social de la Mujer
UN Women | United Nations Entity for Gender Equality and the Empowerment of Women | ONU Mujeres
International Court of Justice | ICJ | Corte Internacional de Justicia | CIJ
International Criminal Court | ICC | Corte Penal Internacional | CPI
World Food Programme | World Food Program | WFP | Programa Mundial de Alimentos | PMA
Food and Agriculture Organization | Food and Agriculture Organization of the United Nations | FAO
| Organización de las Naciones Unidas para la Alimentación y la Agricultura
International Labour Organization | International Labor Organization | ILO
| Organización Internacional del Trabajo | OIT
International Monetary Fund | IMF | Fondo Monetario Internacional | FMI
World Bank | World Bank Group | Banco Mundial
World Trade Organization | WTO | Organización Mundial del Comercio | OMC
International Organization for Migration | IOM | Organización Internacional para las Migraciones | OIM
International Maritime Organization | IMO | Organización Marítima Internacional | OMI
Commission on Narcotic Drugs | CND | Comisión de Estupefacientes
Commission on Crime Prevention and Criminal Justice | CCPCJ | Comisión de Prevención del Delito y Justicia Penal
Commission on Science and Technology for Development | CSTD
| Comisión de Ciencia y Tecnología para el Desarrollo
Commission on Population and Development | CPD | Comisión de Población y Desarrollo
Commission for Social Development | CSocD | Comisión de Desarrollo Social
Peacebuilding Commission | PBC | Comisión de Consolidación de la Paz
United Nations Population Fund | UNFPA | Fondo de Población de las Naciones Unidas
United Nations Human Settlements Programme | UN-Habitat | ONU-Hábitat
United Nations Conference on Trade and Development | UNCTAD
United Nations Permanent Forum on Indigenous Issues | UNPFII | Foro Permanente para las Cuestiones Indígenas
Committee on the Peaceful Uses of Outer Space | COPUOS
| Comisión sobre la Utilización del Espacio Ultraterrestre con Fines Pacíficos
Organization of American States | OAS | Organización de los Estados Americanos | OEA
African Union | AU | Unión Africana
European Union | EU | Unión Europea
European Council | Consejo Europeo
Arab League | League of Arab States | Liga Árabe
North Atlantic Treaty Organization | NATO | Organización del Tratado del Atlántico Norte | OTAN
Association of Southeast Asian Nations | ASEAN
International Criminal Police Organization | INTERPOL
International Civil Aviation Organization | ICAO | OACI
International Telecommunication Union | ITU | UIT
"""
"""One body a line, its names divided by bars; a line that begins with a bar goes on with the one before."""
