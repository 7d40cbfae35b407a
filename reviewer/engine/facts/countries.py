"""Names of states in English and Spanish, short, formal and colloquial, folded when compared."""

from __future__ import annotations

COUNTRIES = """
Afghanistan | Afganistán | Islamic Republic of Afghanistan
Albania | Republic of Albania
Algeria | Argelia | People's Democratic Republic of Algeria
Andorra | Principality of Andorra
Angola | Republic of Angola
Antigua and Barbuda | Antigua y Barbuda
Argentina | Argentine Republic | República Argentina
Armenia | Republic of Armenia
Australia | Commonwealth of Australia
Austria | Republic of Austria
Azerbaijan | Azerbaiyán | Republic of Azerbaijan
Bahamas | The Bahamas | Commonwealth of the Bahamas
Bahrain | Baréin | Bahréin | Kingdom of Bahrain
Bangladesh | Bangladés | People's Republic of Bangladesh
Barbados
Belarus | Bielorrusia | Belarús | Republic of Belarus
Belgium | Bélgica | Kingdom of Belgium
Belize | Belice
Benin | Benín | Republic of Benin
Bhutan | Bután | Kingdom of Bhutan
Bolivia | Plurinational State of Bolivia | Estado Plurinacional de Bolivia
Bosnia and Herzegovina | Bosnia y Herzegovina | Bosnia-Herzegovina | Bosnia
Botswana | Botsuana | Republic of Botswana
Brazil | Brasil | Federative Republic of Brazil | República Federativa de Brasil
Brunei | Brunéi | Brunei Darussalam
Bulgaria | Republic of Bulgaria
Burkina Faso
Burundi | Republic of Burundi
Cape Verde | Cabo Verde | Republic of Cabo Verde
Cambodia | Camboya | Kingdom of Cambodia
Cameroon | Camerún | Republic of Cameroon
Canada | Canadá
Central African Republic | República Centroafricana | CAR
Chad | Tchad | Republic of Chad | República del Chad
Chile | Republic of Chile | República de Chile
China | People's Republic of China | PRC | República Popular China | República Popular de China
Colombia | Republic of Colombia | República de Colombia
Comoros | Comoras | Union of the Comoros
Congo | Republic of the Congo | Congo-Brazzaville | República del Congo
Democratic Republic of the Congo | DR Congo | DRC | Congo-Kinshasa | República Democrática del Congo | RDC
Costa Rica | Republic of Costa Rica | República de Costa Rica
Côte d'Ivoire | Ivory Coast | Costa de Marfil
Croatia | Croacia | Republic of Croatia
Cuba | Republic of Cuba | República de Cuba
Cyprus | Chipre | Republic of Cyprus
Czechia | Czech Republic | Chequia | República Checa
North Korea | Democratic People's Republic of Korea | DPRK | Corea del Norte
| República Popular Democrática de Corea | RPDC
Denmark | Dinamarca | Kingdom of Denmark
Djibouti | Yibuti | Djibuti | Republic of Djibouti
Dominica | Commonwealth of Dominica
Dominican Republic | República Dominicana
Ecuador | Republic of Ecuador | República del Ecuador
Egypt | Egipto | Arab Republic of Egypt | República Árabe de Egipto
El Salvador | Republic of El Salvador
Equatorial Guinea | Guinea Ecuatorial
Eritrea | State of Eritrea
Estonia | Republic of Estonia
Eswatini | Esuatini | Swaziland | Suazilandia | Kingdom of Eswatini
Ethiopia | Etiopía | Federal Democratic Republic of Ethiopia
Fiji | Fiyi | Republic of Fiji
Finland | Finlandia | Republic of Finland
France | Francia | French Republic | República Francesa
Gabon | Gabón | Gabonese Republic
Gambia | The Gambia | Republic of the Gambia
Georgia
Germany | Alemania | Federal Republic of Germany | República Federal de Alemania
Ghana | Republic of Ghana
Greece | Grecia | Hellenic Republic
Grenada | Granada
Guatemala | Republic of Guatemala
Guinea | Republic of Guinea
Guinea-Bissau | Guinea-Bisáu | Guinea Bissau
Guyana | Co-operative Republic of Guyana
Haiti | Haití | Republic of Haiti
Honduras | Republic of Honduras
Hungary | Hungría
Iceland | Islandia | Republic of Iceland
India | Republic of India
Indonesia | Republic of Indonesia
Iran | Irán | Islamic Republic of Iran | República Islámica de Irán
Iraq | Irak | Republic of Iraq
Ireland | Irlanda | Republic of Ireland
Israel | State of Israel | Estado de Israel
Italy | Italia | Italian Republic | República Italiana
Jamaica
Japan | Japón
Jordan | Jordania | Hashemite Kingdom of Jordan
Kazakhstan | Kazajistán | Kazajstán | Republic of Kazakhstan
Kenya | Kenia | Republic of Kenya
Kiribati
Kuwait | State of Kuwait
Kyrgyzstan | Kyrgyz Republic | Kirguistán
Laos | Lao PDR | Lao People's Democratic Republic
Latvia | Letonia | Republic of Latvia
Lebanon | Líbano | Lebanese Republic
Lesotho | Lesoto | Kingdom of Lesotho
Liberia | Republic of Liberia
Libya | Libia | State of Libya
Liechtenstein
Lithuania | Lituania | Republic of Lithuania
Luxembourg | Luxemburgo
Madagascar | Republic of Madagascar
Malawi | Malaui | Republic of Malawi
Malaysia | Malasia
Maldives | Maldivas | Republic of Maldives
Mali | Malí | Republic of Mali
Malta | Republic of Malta
Marshall Islands | Islas Marshall
Mauritania | Islamic Republic of Mauritania
Mauritius | Mauricio | Republic of Mauritius
Mexico | México | United Mexican States | Estados Unidos Mexicanos
Micronesia | Federated States of Micronesia
Moldova | Moldavia | Republic of Moldova
Monaco | Mónaco | Principality of Monaco
Mongolia
Montenegro
Morocco | Marruecos | Kingdom of Morocco | Reino de Marruecos
Mozambique | Republic of Mozambique
Myanmar | Burma | Birmania | Republic of the Union of Myanmar
Namibia | Republic of Namibia
Nauru | Republic of Nauru
Nepal
Netherlands | The Netherlands | Holland | Países Bajos | Holanda | Kingdom of the Netherlands
New Zealand | Nueva Zelanda | Nueva Zelandia | Aotearoa New Zealand
Nicaragua | Republic of Nicaragua
Niger | Níger | Republic of the Niger
Nigeria | Federal Republic of Nigeria
North Macedonia | Macedonia del Norte | Republic of North Macedonia
Norway | Noruega | Kingdom of Norway
Oman | Omán | Sultanate of Oman
Pakistan | Pakistán | Islamic Republic of Pakistan
Palau | Palaos
Palestine | State of Palestine | Palestina | Estado de Palestina
Panama | Panamá | Republic of Panama
Papua New Guinea | Papúa Nueva Guinea
Paraguay | Republic of Paraguay
Peru | Perú | Republic of Peru | República del Perú
Philippines | The Philippines | Filipinas | Republic of the Philippines
Poland | Polonia | Republic of Poland
Portugal | Portuguese Republic
Qatar | Catar | State of Qatar
South Korea | Republic of Korea | ROK | Corea del Sur | República de Corea
Romania | Rumania | Rumanía
Russia | Russian Federation | Rusia | Federación de Rusia | Federación Rusa
Rwanda | Ruanda | Republic of Rwanda
Saint Kitts and Nevis | St. Kitts and Nevis | San Cristóbal y Nieves
Saint Lucia | St. Lucia | Santa Lucía
Saint Vincent and the Grenadines | St. Vincent and the Grenadines | San Vicente y las Granadinas
Samoa
San Marino
São Tomé and Príncipe | Santo Tomé y Príncipe
Saudi Arabia | Kingdom of Saudi Arabia | KSA | Arabia Saudita | Arabia Saudí
Senegal | Republic of Senegal
Serbia | Republic of Serbia
Seychelles
Sierra Leone | Sierra Leona
Singapore | Singapur | Republic of Singapore
Slovakia | Slovak Republic | Eslovaquia
Slovenia | Eslovenia
Solomon Islands | Islas Salomón
Somalia | Federal Republic of Somalia
South Africa | Republic of South Africa | Sudáfrica | República de Sudáfrica
South Sudan | Sudán del Sur
Spain | Kingdom of Spain | España | Reino de España
Sri Lanka
Sudan | Sudán | Republic of the Sudan
Suriname | Surinam
Sweden | Suecia | Kingdom of Sweden
Switzerland | Swiss Confederation | Suiza | Confederación Suiza
Syria | Syrian Arab Republic | Siria | República Árabe Siria
Taiwan | Taiwán
Tajikistan | Tayikistán
Tanzania | United Republic of Tanzania | Tanzanía
Thailand | Tailandia | Kingdom of Thailand
Timor-Leste | East Timor | Timor Oriental
Togo
Tonga
Trinidad and Tobago | Trinidad y Tobago | Trinidad y Tabago
Tunisia | Túnez | Republic of Tunisia
Turkey | Türkiye | Turquía | Republic of Türkiye
Turkmenistan | Turkmenistán
Tuvalu
Uganda | Republic of Uganda
Ukraine | Ucrania
United Arab Emirates | UAE | Emiratos Árabes Unidos | EAU
United Kingdom | UK | U.K. | Great Britain | Britain | United Kingdom of Great Britain and Northern Ireland
| Reino Unido
United States | United States of America | USA | U.S.A. | US | U.S. | Estados Unidos | Estados Unidos de América
| EE. UU. | EEUU | EE.UU.
Uruguay
Uzbekistan | Uzbekistán
Vanuatu
Vatican City | Holy See | Santa Sede | Ciudad del Vaticano
Venezuela | Bolivarian Republic of Venezuela | República Bolivariana de Venezuela
Vietnam | Viet Nam | Socialist Republic of Vietnam
Western Sahara | Sahara Occidental
Yemen | Republic of Yemen
Zambia | Republic of Zambia
Zimbabwe | Zimbabue | Republic of Zimbabwe
Kosovo
"""
"""One state a line, names divided by bars; a line that begins with a bar goes on with the one before.

Member and observer states of the United Nations, and a few others.
"""
